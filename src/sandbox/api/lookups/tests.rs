use super::read;

fn told(text: &str, country: &str) -> Result<(String, &'static str, String), &'static str> {
    read(text, country).map(|number| (number.e164(), number.country, number.national_format()))
}

#[test]
fn numbers_are_read_in_e164_form_and_as_they_are_dialled() {
    for (text, country, e164, of, national) in [
        ("+12065550100", "US", "+12065550100", "US", "(206) 555-0100"),
        ("(206) 555-0100", "US", "+12065550100", "US", "(206) 555-0100"),
        ("1 206 555 0100", "us", "+12065550100", "US", "(206) 555-0100"),
        ("+14165550100", "US", "+14165550100", "CA", "(416) 555-0100"),
        ("+447772000001", "US", "+447772000001", "GB", "7772000001"),
        ("07772 000001", "GB", "+447772000001", "GB", "7772000001"),
        ("+35312345678", "US", "+35312345678", "IE", "12345678"),
        ("+79161234567", "US", "+79161234567", "RU", "9161234567"),
    ] {
        assert_eq!(told(text, country), Ok((e164.to_owned(), of, national.to_owned())), "{text}");
    }
}

#[test]
fn what_is_no_number_says_why() {
    for (text, country, why) in [
        ("+1206555010", "US", "TOO_SHORT"),
        ("+120655501000", "US", "TOO_LONG"),
        ("+11065550100", "US", "INVALID_BUT_POSSIBLE"),
        ("+0000000000", "US", "INVALID_COUNTRY_CODE"),
        ("206", "XX", "INVALID_COUNTRY_CODE"),
        ("hello", "US", "NOT_A_NUMBER"),
        ("", "US", "NOT_A_NUMBER"),
        ("+44٣", "US", "TOO_SHORT"),
        ("+49123456789012345", "DE", "TOO_LONG"),
    ] {
        assert_eq!(told(text, country), Err(why), "{text}");
    }
}
