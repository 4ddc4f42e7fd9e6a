//! Exact decimal numbers: what amounts are until they are written.

use std::fmt;

/// A decimal number: `digits / 10^scale`, or that below zero.
///
/// Every operation is exact or gives `None`; 38 digits are the most. Equal numbers compare equal whatever
/// their number of trailing zeros.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal {
    digits: u128,
    scale: u8,
    negative: bool,
}

/// More decimal places than this are not kept.
const MAX_SCALE: u8 = 30;

impl Decimal {
    /// Zero.
    pub(crate) const ZERO: Self = Self {
        digits: 0,
        scale: 0,
        negative: false,
    };

    /// A whole number.
    #[must_use]
    pub(crate) const fn whole(number: u64) -> Self {
        Self {
            digits: number as u128,
            scale: 0,
            negative: false,
        }
    }

    /// Reads digits with at most one point; commas, spaces and apostrophes are taken for grouping.
    #[must_use]
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (mut digits, mut scale, mut point, mut any) = (0u128, 0u8, false, false);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits = digits.checked_mul(10)?.checked_add(u128::from(byte - b'0'))?;
                    any = true;
                    if point {
                        scale = scale.checked_add(1).filter(|scale| *scale <= MAX_SCALE)?;
                    }
                }
                b'.' if !point => point = true,
                b',' | b' ' | b'\'' => {}
                _ => return None,
            }
        }
        any.then_some(Self {
            digits,
            scale,
            negative: false,
        })
    }

    /// This number times `10^power`.
    #[must_use]
    pub(crate) fn shift(self, power: u32) -> Option<Self> {
        let down = power.min(u32::from(self.scale));
        let up = 10u128.checked_pow(power - down)?;
        Some(Self {
            digits: self.digits.checked_mul(up)?,
            scale: self.scale - down as u8,
            negative: self.negative,
        })
    }

    /// The product.
    #[must_use]
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let (a, b) = (self.normal(), other.normal());
        let scale = a.scale.checked_add(b.scale).filter(|scale| *scale <= MAX_SCALE)?;
        Some(Self {
            digits: a.digits.checked_mul(b.digits)?,
            scale,
            negative: self.negative != other.negative,
        })
    }

    /// The sum.
    #[must_use]
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        let raise = |it: Self| {
            it.digits
                .checked_mul(10u128.checked_pow(u32::from(scale - it.scale))?)
        };
        let (a, b) = (raise(self)?, raise(other)?);
        // Of different signs the larger keeps its own.
        let (digits, negative) = if self.negative == other.negative {
            (a.checked_add(b)?, self.negative)
        } else if a >= b {
            (a - b, self.negative)
        } else {
            (b - a, other.negative)
        };
        Some(Self {
            digits,
            scale,
            negative,
        })
    }

    /// The quotient, rounded to `places` decimal places; `None` for a division by zero.
    #[must_use]
    pub(crate) fn over(self, other: Self, places: u8) -> Option<Self> {
        let other = other.normal();
        // digits_a / 10^sa / (digits_b / 10^sb) = digits_a * 10^(sb + places) / digits_b / 10^(sa + places)
        let up = 10u128.checked_pow(u32::from(other.scale) + u32::from(places))?;
        let raised = self.normal();
        let numerator = raised.digits.checked_mul(up)?;
        let quotient = numerator
            .checked_add(other.digits / 2)?
            .checked_div(other.digits)?;
        let scale = raised
            .scale
            .checked_add(places)
            .filter(|scale| *scale <= MAX_SCALE)?;
        Some(
            Self {
                digits: quotient,
                scale,
                negative: self.negative != other.negative,
            }
            .normal(),
        )
    }

    /// The number as an integer, if it is one and fits.
    #[must_use]
    pub(crate) fn to_u64(self) -> Option<u64> {
        let it = self.normal();
        if it.scale == 0 && !it.is_below_zero() {
            u64::try_from(it.digits).ok()
        } else {
            None
        }
    }

    /// The whole part of a number that is not below zero, where it fits.
    pub(crate) fn floor(self) -> Option<i64> {
        let one = 10u128.checked_pow(u32::from(self.scale))?;
        i64::try_from(self.digits / one)
            .ok()
            .filter(|_| !self.is_below_zero())
    }

    /// The same below zero.
    #[must_use]
    pub(crate) const fn negated(self) -> Self {
        Self {
            negative: !self.negative,
            ..self
        }
    }

    /// Whether it is less than zero: a negative zero is not.
    const fn is_below_zero(self) -> bool {
        self.negative && self.digits > 0
    }

    /// Without trailing zeros behind the point.
    fn normal(mut self) -> Self {
        while self.scale > 0 && self.digits.is_multiple_of(10) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.normal(), other.normal());
        (a.digits, a.scale, a.is_below_zero()) == (b.digits, b.scale, b.is_below_zero())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let scale = self.scale.max(other.scale);
        let raise = |it: &Self| {
            it.digits
                .checked_mul(10u128.checked_pow(u32::from(scale - it.scale))?)
        };
        let (a, b) = (raise(self)?, raise(other)?);
        Some(match (self.is_below_zero(), other.is_below_zero()) {
            (false, false) => a.cmp(&b),
            (true, true) => b.cmp(&a),
            (below, _) => other.is_below_zero().cmp(&below),
        })
    }
}

impl fmt::Display for Decimal {
    /// Without grouping and without trailing zeros behind the point: `1700000000`, `5.4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let it = self.normal();
        if it.is_below_zero() {
            f.write_str("-")?;
        }
        let unit = 10u128.pow(u32::from(it.scale));
        write!(f, "{}", it.digits / unit)?;
        if it.scale > 0 {
            write!(f, ".{:0width$}", it.digits % unit, width = usize::from(it.scale))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for (text, written) in [
            ("1,234.50", "1234.5"),
            ("0.05", "0.05"),
            (".5", "0.5"),
            ("7.", "7"),
            ("000", "0"),
        ] {
            assert_eq!(dec(text).to_string(), written);
        }
        for bad in ["", ".", "1.2.3", "x", &"9".repeat(60)] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn reckons_exactly_or_not_at_all() {
        assert_eq!(dec("1.7").shift(9).unwrap().to_string(), "1700000000");
        assert_eq!(
            dec("110").times(dec("1609.344")).unwrap().to_string(),
            "177027.84"
        );
        assert_eq!(dec("2.5").plus(dec("0.25")).unwrap().to_string(), "2.75");
        assert_eq!(dec("10").over(dec("3"), 4).unwrap().to_string(), "3.3333");
        assert!(dec("1").over(Decimal::ZERO, 4).is_none());
        assert!(dec("1").shift(40).is_none());
    }

    proptest! {
        #[test]
        fn whole_numbers_come_back(number: u64) {
            prop_assert_eq!(dec(&number.to_string()).to_u64(), Some(number));
        }
    }
}
