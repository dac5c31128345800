//! Randomness: SIDs, secrets and the digits of a domain all come from here.

/// `length` random bytes as lower-case hexadecimal text.
pub(crate) fn hex(length: usize) -> String {
    let mut bytes = vec![0_u8; length];
    getrandom::fill(&mut bytes).expect("the operating system's random source never fails after start-up");
    hex::encode(bytes)
}

/// A SID: two letters and 32 hexadecimal digits, for example `AC…`.
pub(crate) fn sid(prefix: &str) -> String {
    format!("{prefix}{}", hex(16))
}

/// Four decimal digits, as the platform puts into a Service's domain.
pub(crate) fn four_digits() -> String {
    let mut bytes = [0_u8; 4];
    getrandom::fill(&mut bytes).expect("the operating system's random source never fails after start-up");
    format!("{:04}", 1000 + u32::from_le_bytes(bytes) % 9000)
}

/// A code of `length` decimal digits.
pub(crate) fn code(length: usize) -> String {
    let mut bytes = vec![0_u8; length * 4];
    getrandom::fill(&mut bytes).expect("the operating system's random source never fails after start-up");
    let digit = |four: &[u8]| {
        let number = four.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        char::from_digit(number % 10, 10).unwrap_or('0')
    };
    bytes.chunks(4).map(digit).collect()
}

/// Whether `text` is a SID with this prefix.
pub(crate) fn is_sid(text: &str, prefix: &str) -> bool {
    text.len() == 34 && text.starts_with(prefix) && text.as_bytes()[2..].iter().all(u8::is_ascii_hexdigit)
}
