//! Ids that look random and follow from the seed, so that the same requests give the same bytes.

/// Hashes a seed, a purpose and a number into something shaped like a random UUID.
#[must_use]
pub fn uuid(seed: u64, purpose: &str, number: u64) -> String {
    let (high, low) = pair(seed, purpose, number);
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// Hashes a seed, a purpose and a number into a secret-looking text of 43 characters.
#[must_use]
pub fn secret(seed: u64, purpose: &str, number: u64) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = mix(pair(seed, purpose, number).0);
    (0..43)
        .map(|_| {
            state = mix(state);
            char::from(ALPHABET[usize::try_from(state % 64).unwrap_or_default()])
        })
        .collect()
}

/// A number between 0 and 1 that follows from its arguments.
#[must_use]
pub fn fraction(seed: u64, purpose: &str, number: u64) -> f64 {
    let bits = pair(seed, purpose, number).0 >> 11;
    // 53 bits fit a double exactly.
    #[allow(clippy::cast_precision_loss)]
    let numerator = bits as f64;
    numerator / 9_007_199_254_740_992.0
}

fn pair(seed: u64, purpose: &str, number: u64) -> (u64, u64) {
    let mut state = mix(seed ^ 0x9e37_79b9_7f4a_7c15);
    for byte in purpose.bytes() {
        state = mix(state ^ u64::from(byte));
    }
    let high = mix(state ^ number);
    (high, mix(high ^ 0xd1b5_4a32_d192_ed03))
}

/// One step of splitmix64.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_arguments_give_the_same_id_and_others_another() {
        assert_eq!(uuid(1, "queue", 7), uuid(1, "queue", 7));
        assert_ne!(uuid(1, "queue", 7), uuid(2, "queue", 7));
        assert_ne!(uuid(1, "queue", 7), uuid(1, "queue", 8));
        assert_eq!(uuid(1, "queue", 7).len(), 36);
        assert_eq!(uuid(1, "queue", 7).as_bytes()[14], b'4');
    }
}
