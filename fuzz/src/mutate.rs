//! Changed inputs: mostly pieces between delimiters, so that the syntax often holds.

use std::ops::Range;

use fastrand::Rng;

/// Maximum length of an input, in bytes.
const MAX_LENGTH: usize = 64 * 1024;
/// Maximum number of changes to a seed.
const CHANGES: usize = 6;
/// Numbers at the limits of types.
const NUMBERS: &[&str] = &[
    "0",
    "-1",
    "1",
    "255",
    "256",
    "65536",
    "2147483648",
    "4294967296",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "1e309",
    "0.5",
    "1.0",
    "00",
    "-0",
];

/// An endless series of changed seeds. The same random seed gives the same series.
#[derive(Debug)]
pub struct Mutator<'a> {
    random: Rng,
    seeds: &'a [Vec<u8>],
    words: &'a [&'a str],
}

impl<'a> Mutator<'a> {
    /// Creates the series of these seeds, of which there is at least one.
    pub fn new(seed: u64, seeds: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self { random: Rng::with_seed(seed), seeds, words }
    }

    /// Returns the next input.
    pub fn input(&mut self) -> Vec<u8> {
        let mut input = self.seed().to_vec();
        for _ in 0..self.random.usize(1..=CHANGES) {
            self.change(&mut input);
            input.truncate(MAX_LENGTH);
        }
        input
    }

    fn seed(&mut self) -> &'a [u8] {
        &self.seeds[self.random.usize(..self.seeds.len())]
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        match self.random.u8(..10) {
            0 => input.truncate(self.random.usize(..=input.len())),
            1 => self.change_byte(input),
            2 => {
                let at = self.boundary(input);
                let word = self.word();
                insert(input, at, word);
            }
            3 => {
                let piece = self.piece(input);
                let word = self.word();
                input.splice(piece, word.iter().copied());
            }
            4 => {
                let piece = self.piece(input);
                input.drain(piece);
            }
            5 => self.repeat(input),
            6 => self.nest(input),
            7 => self.change_number(input),
            8 => {
                let other = self.seed();
                let (place, piece) = (self.piece(input), self.piece(other));
                input.splice(place, other[piece].iter().copied());
            }
            _ => {
                let other = self.seed();
                let (at, piece) = (self.boundary(input), self.piece(other));
                insert(input, at, &other[piece]);
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        self.words[self.random.usize(..self.words.len())].as_bytes()
    }

    fn change_byte(&mut self, input: &mut [u8]) {
        if input.is_empty() {
            return;
        }
        let byte = &mut input[self.random.usize(..input.len())];
        if self.random.bool() {
            *byte ^= 1 << self.random.u8(..8);
        } else {
            *byte = self.random.u8(..);
        }
    }

    /// Writes a piece several times: keys that appear twice, long lists, deep nesting.
    fn repeat(&mut self, input: &mut Vec<u8>) {
        let piece = self.piece(input);
        let times = 1 << self.random.u8(..8);
        if piece.len() * times < MAX_LENGTH {
            insert(input, piece.end, &input[piece.clone()].repeat(times));
        }
    }

    /// Puts a piece into itself, again and again.
    fn nest(&mut self, input: &mut Vec<u8>) {
        let outer = self.piece(input);
        let inner = self.piece(&input[outer.clone()]);
        let (before, after) =
            (outer.start..outer.start + inner.start, outer.start + inner.end..outer.end);
        let times = 1 << self.random.u8(..9);
        if (before.len() + after.len()) * times < MAX_LENGTH {
            insert(input, after.end, &input[after.clone()].repeat(times));
            insert(input, before.start, &input[before.clone()].repeat(times));
        }
    }

    fn change_number(&mut self, input: &mut Vec<u8>) {
        let from = self.random.usize(..=input.len());
        let Some(start) = input[from..].iter().position(u8::is_ascii_digit).map(|at| from + at)
        else {
            return;
        };
        let digits = input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = NUMBERS[self.random.usize(..NUMBERS.len())];
        input.splice(start..start + digits, number.bytes());
    }

    /// Returns a piece of the input: half of the time what brackets enclose, else what stands between
    /// two boundaries.
    fn piece(&mut self, input: &[u8]) -> Range<usize> {
        let start = self.boundary(input);
        if self.random.bool()
            && let Some(piece) = enclosed(input, start)
        {
            return piece;
        }
        let end = self.boundary(input);
        start.min(end)..start.max(end)
    }

    /// Returns a position: mostly the next one before or after a delimiter.
    fn boundary(&mut self, input: &[u8]) -> usize {
        let at = self.random.usize(..=input.len());
        if self.random.u8(..8) == 0 {
            return at;
        }
        let delimiter = input[at..].iter().position(|byte| is_delimiter(*byte));
        delimiter.map_or(input.len(), |next| at + next + self.random.usize(..=1))
    }
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

fn is_delimiter(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && byte.is_ascii()
}

/// Returns the range of the first brackets from `start` on, and of what is between them.
fn enclosed(input: &[u8], start: usize) -> Option<Range<usize>> {
    let opens = |byte: &u8| matches!(byte, b'{' | b'[' | b'(' | b'<');
    let start = start + input[start..].iter().position(opens)?;
    let mut depth = 0_usize;
    for (at, byte) in input.iter().enumerate().skip(start) {
        match byte {
            b'{' | b'[' | b'(' | b'<' => depth += 1,
            b'}' | b']' | b')' | b'>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start..at + 1);
        }
    }
    None
}
