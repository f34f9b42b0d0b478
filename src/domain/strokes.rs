//! A signature by finger: strokes in a fixed box, each point told by how far it lies from the one before.
//!
//! ```text
//! stroke  points varint | x varint | y varint | (dx, dy) zigzag varints, once for every further point
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// Width of the box, in units; whatever draws it scales to it.
pub const BOX_WIDTH: u16 = 1024;
/// Height of the box, in units: a signature is wider than high.
pub const BOX_HEIGHT: u16 = 384;
/// Strokes of a signature at most: a name of four characters has about forty in print, and fewer by hand.
pub const STROKES_MAX: usize = 64;
/// Points of a signature at most: ten seconds of a finger at a hundred points a second.
pub const POINTS_MAX: usize = 1_000;
/// Bytes of a signature at most: every coordinate and every count takes two at the very most.
pub const STROKES_BYTES_MAX: usize = 4 * POINTS_MAX + 2 * STROKES_MAX;
/// How far the finger moves at least, in units: an eighth of the box; a dot or a slip of the finger is less.
pub const PATH_MIN: u32 = 128;

/// A place in the box, from its upper left corner.
pub type Point = (u16, u16);

/// The strokes of a signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strokes(Vec<u8>);

impl Strokes {
    /// Takes what was drawn. A point beside the box is taken at its edge.
    ///
    /// # Errors
    /// [`Refusal::SignatureEmpty`] without a point, [`Refusal::SignatureTooShort`] for a dot,
    /// [`Refusal::SignatureTooLong`] for more strokes or points than a signature has.
    pub fn draw(strokes: &[Vec<Point>]) -> Result<Strokes, Refusal> {
        let drawn = || strokes.iter().filter(|stroke| !stroke.is_empty());
        let points: usize = drawn().map(Vec::len).sum();
        if points == 0 {
            return Err(Refusal::SignatureEmpty);
        }
        if drawn().count() > STROKES_MAX || points > POINTS_MAX {
            return Err(Refusal::SignatureTooLong);
        }
        let (mut bytes, mut path) = (Vec::new(), 0_u32);
        for stroke in drawn() {
            let mut at = None;
            // As many as POINTS_MAX.
            put(&mut bytes, u32::try_from(stroke.len()).unwrap_or(u32::MAX));
            for (x, y) in stroke.iter().map(|(x, y)| ((*x).min(BOX_WIDTH - 1), (*y).min(BOX_HEIGHT - 1))) {
                match at {
                    None => [x, y].iter().for_each(|number| put(&mut bytes, u32::from(*number))),
                    Some((from_x, from_y)) => {
                        for by in [i32::from(x) - i32::from(from_x), i32::from(y) - i32::from(from_y)] {
                            path += by.unsigned_abs();
                            put(&mut bytes, zigzag(by));
                        }
                    }
                }
                at = Some((x, y));
            }
        }
        if path < PATH_MIN { Err(Refusal::SignatureTooShort) } else { Ok(Strokes(bytes)) }
    }

    /// Strokes as they were kept, if these bytes are some.
    pub fn from_bytes(bytes: &[u8]) -> Option<Strokes> {
        let strokes = Strokes(bytes.to_vec());
        strokes.points().map(|_| strokes)
    }

    /// The bytes that are kept.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The points of each stroke; `None` if the bytes are no signature. Total over any bytes.
    pub fn points(&self) -> Option<Vec<Vec<Point>>> {
        if self.0.len() > STROKES_BYTES_MAX {
            return None;
        }
        let (mut rest, mut strokes, mut left) = (self.0.as_slice(), Vec::new(), POINTS_MAX);
        while !rest.is_empty() {
            let count = usize::try_from(take(&mut rest)?).ok().filter(|count| (1..=left).contains(count))?;
            left -= count;
            let mut at = (i32::try_from(take(&mut rest)?).ok()?, i32::try_from(take(&mut rest)?).ok()?);
            let mut stroke = vec![inside(at)?];
            for _ in 1..count {
                at.0 += unzigzag(take(&mut rest)?);
                at.1 += unzigzag(take(&mut rest)?);
                stroke.push(inside(at)?);
            }
            strokes.push(stroke);
        }
        (1..=STROKES_MAX).contains(&strokes.len()).then_some(strokes)
    }
}

impl fmt::Debug for Strokes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Strokes({} bytes)", self.0.len())
    }
}

fn inside((x, y): (i32, i32)) -> Option<Point> {
    let (x, y) = (u16::try_from(x).ok()?, u16::try_from(y).ok()?);
    (x < BOX_WIDTH && y < BOX_HEIGHT).then_some((x, y))
}

fn zigzag(number: i32) -> u32 {
    ((number << 1) ^ (number >> 31)).cast_unsigned()
}

fn unzigzag(number: u32) -> i32 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

/// Seven bits a byte, the lowest first.
fn put(bytes: &mut Vec<u8>, mut number: u32) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// A number of two bytes at most, for none in a box is longer.
fn take(rest: &mut &[u8]) -> Option<u32> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    if *first < 0x80 {
        return Some(u32::from(*first));
    }
    let (second, after) = rest.split_first()?;
    *rest = after;
    (1..0x80).contains(second).then(|| u32::from(first & 0x7f) | u32::from(*second) << 7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: usize) -> Vec<Point> {
        (0..points).map(|n| ((n * 37 % 1024) as u16, (n * 211 % 384) as u16)).collect()
    }

    #[test]
    fn what_was_drawn_is_read_back() {
        let drawn = vec![line(300), line(1), vec![(1023, 383), (0, 0), (1023, 0)]];
        let strokes = Strokes::draw(&drawn).unwrap();
        assert_eq!(strokes.points(), Some(drawn));
        assert_eq!(Strokes::from_bytes(strokes.bytes()), Some(strokes));
    }

    #[test]
    fn nothing_a_dot_and_a_scrawl_are_no_signatures() {
        assert_eq!(Strokes::draw(&[]), Err(Refusal::SignatureEmpty));
        assert_eq!(Strokes::draw(&[Vec::new(), Vec::new()]), Err(Refusal::SignatureEmpty));
        let dots = vec![vec![(500, 100)], vec![(20, 300)], vec![(900, 10), (901, 10)]];
        assert_eq!(Strokes::draw(&dots), Err(Refusal::SignatureTooShort));
        assert!(Strokes::draw(&[vec![(0, 0), (0, 127)]]).is_err());
        assert!(Strokes::draw(&[vec![(0, 0), (0, 128)]]).is_ok());
        assert!(Strokes::draw(&[line(POINTS_MAX)]).is_ok());
        assert_eq!(Strokes::draw(&[line(POINTS_MAX), line(1)]), Err(Refusal::SignatureTooLong));
        assert!(Strokes::draw(&vec![line(2); STROKES_MAX]).is_ok());
        assert_eq!(Strokes::draw(&vec![line(2); STROKES_MAX + 1]), Err(Refusal::SignatureTooLong));
    }

    #[test]
    fn a_finger_beside_the_box_draws_along_its_edge() {
        let strokes = Strokes::draw(&[vec![(5, 5), (u16::MAX, u16::MAX)]]).unwrap();
        assert_eq!(strokes.points(), Some(vec![vec![(5, 5), (1023, 383)]]));
    }

    #[test]
    fn the_longest_signature_has_its_bytes() {
        let corners = |n: usize| if n.is_multiple_of(2) { (1023, 383) } else { (0, 0) };
        let mut strokes: Vec<Vec<Point>> = vec![vec![(1023, 383)]; STROKES_MAX - 1];
        strokes.push((0..POINTS_MAX - strokes.len()).map(corners).collect());
        let strokes = Strokes::draw(&strokes).unwrap();
        assert!(strokes.bytes().len() <= STROKES_BYTES_MAX, "{}", strokes.bytes().len());
        assert!(strokes.points().is_some());
    }
}
