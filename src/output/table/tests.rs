use super::{Layout, layout, long_table, needs, part, table};

#[test]
fn a_long_table_is_the_table_whatever_parts_it_is_laid_out_in() {
    // The widest cells are in the first part, a middle one and the last one.
    let row = |number: usize| {
        let wide = |at: usize, text: &str| if number == at { text.repeat(9) } else { number.to_string() };
        vec![wide(3, "é"), wide(700, "long "), wide(1203, "漢")]
    };
    let head = ["A", "B", "A HEAD"];
    for count in [0, 1, 500, 501, 1204] {
        let mut printed = String::new();
        long_table(&head, count, row, |part| {
            printed.push_str(part);
            Ok(())
        })
        .unwrap();
        assert_eq!(printed, table(&head, &(0..count).map(row).collect::<Vec<_>>()), "{count}");
    }
}

/// A table for a terminal of that many columns.
fn at(columns: usize, head: &[&str], rows: &[Vec<String>]) -> (Layout, String) {
    let needs = needs(head, rows.iter().cloned());
    let layout = layout(&needs, Some(columns));
    (layout, part(head, rows, &needs, layout, true))
}

#[test]
fn what_does_not_fit_beside_stands_below_and_nothing_is_broken() {
    let sid = format!("SM{}", "0".repeat(32));
    let row = |id: &str, sid: &str| {
        ["Mon 9 Mar 2026, 09:30 PDT", id, "+12025550175", "scheduled", sid].map(str::to_owned).to_vec()
    };
    let rows = [row("A-1", &sid), row("A-20417", "")];
    let head = ["SENDS AT", "APPOINTMENT", "PHONE", "STATE", "MESSAGE"];
    assert_eq!(at(120, &head, &rows).0, Layout::Columns);
    let (layout, text) = at(80, &head, &rows);
    assert_eq!(layout, Layout::Stacked(4));
    let expected = format!(
        "SENDS AT                   APPOINTMENT  PHONE         STATE\n  MESSAGE\n\
         Mon 9 Mar 2026, 09:30 PDT  A-1          +12025550175  scheduled\n  {sid}\n\
         Mon 9 Mar 2026, 09:30 PDT  A-20417      +12025550175  scheduled\n"
    );
    assert_eq!(text, expected);
    let (layout, text) = at(40, &head, &rows);
    assert_eq!(layout, Layout::Blocks(40));
    assert!(text.contains(&format!("MESSAGE\n  {sid}\n\nSENDS AT     Mon 9 Mar")), "{text}");
}

#[test]
fn long_words_are_wrapped_where_they_have_blanks() {
    let story = "A visit is moved, twice, and its reminders move along".to_owned();
    let rows = [vec!["two-visits-one-phone".to_owned(), story]];
    assert_eq!(at(64, &["NAME", "STORY"], &rows).0, Layout::Columns);
}
