use super::*;

/// A disk with room for some bytes, which takes what fits.
struct Disk {
    bytes: Vec<u8>,
    room: usize,
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fits = bytes.len().min(self.room.saturating_sub(self.bytes.len()));
        if fits == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend(&bytes[..fits]);
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Medium for Disk {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.bytes.truncate(usize::try_from(length).unwrap());
        Ok(())
    }
}

#[test]
fn a_full_disk_leaves_no_half_line_and_nothing_is_lost_when_there_is_room_again() {
    let mut journal = Journal::new(Disk { bytes: b"zero\n".to_vec(), room: 12 }, 5);
    journal.add(b"one\n").unwrap();
    for line in ["two\n", "three\n"] {
        assert_eq!(journal.add(line.as_bytes()).unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(journal.medium.bytes, b"zero\none\n", "{line}");
    }
    journal.medium.room = 100;
    journal.add(b"four\n").unwrap();
    assert_eq!(journal.medium.bytes, b"zero\none\ntwo\nthree\nfour\n");
    journal.add(b"five\n").unwrap();
    assert!(journal.medium.bytes.ends_with(b"four\nfive\n"));
}
