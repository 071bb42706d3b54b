//! The operators of the integers, written once for all of them.
//!
//! Guarantees that an operator gives what the method of its name gives: the checked one, or else the frame ends with
//! Solidity's panic.

/// `operators!([const BITS: usize] Uint<BITS>);` for a type with `checked_*` methods, whose field is a [`U256`].
///
/// [`U256`]: crate::types::U256
macro_rules! operators {
    ($generics:tt $kind:ty) => {
        $crate::types::operators::operators!(@checked $generics $kind, Add add, AddAssign add_assign, checked_add);
        $crate::types::operators::operators!(@checked $generics $kind, Sub sub, SubAssign sub_assign, checked_sub);
        $crate::types::operators::operators!(@checked $generics $kind, Mul mul, MulAssign mul_assign, checked_mul);
        $crate::types::operators::operators!(@plain $generics $kind, $kind, Div div, DivAssign div_assign);
        $crate::types::operators::operators!(@plain $generics $kind, $kind, Rem rem, RemAssign rem_assign);
        $crate::types::operators::operators!(@bits $generics $kind, BitAnd bitand, BitAndAssign bitand_assign);
        $crate::types::operators::operators!(@bits $generics $kind, BitOr bitor, BitOrAssign bitor_assign);
        $crate::types::operators::operators!(@bits $generics $kind, BitXor bitxor, BitXorAssign bitxor_assign);
        $crate::types::operators::operators!(@plain $generics $kind, u32, Shl shl, ShlAssign shl_assign);
        $crate::types::operators::operators!(@plain $generics $kind, u32, Shr shr, ShrAssign shr_assign);
        $crate::types::operators::operators!(@sum $generics $kind);
    };
    (@checked $generics:tt $kind:ty, $trait:ident $method:ident, $assign:ident $assign_method:ident, $checked:ident) => {
        $crate::types::operators::operators!(@method $generics $kind, $trait $method, |a, b| match a.$checked(b) {
            Some(result) => result,
            None => $crate::panic::overflow(),
        });
        $crate::types::operators::operators!(@plain $generics $kind, $kind, $trait $method, $assign $assign_method);
    };
    (@bits $generics:tt $kind:ty, $trait:ident $method:ident, $assign:ident $assign_method:ident) => {
        $crate::types::operators::operators!(
            @method $generics $kind, $trait $method, |a, b| Self(core::ops::$trait::$method(a.0, b.0))
        );
        $crate::types::operators::operators!(@plain $generics $kind, $kind, $trait $method, $assign $assign_method);
    };
    (@method [$($generics:tt)*] $kind:ty, $trait:ident $method:ident, |$a:ident, $b:ident| $result:expr) => {
        impl<$($generics)*> core::ops::$trait for $kind {
            type Output = Self;

            #[track_caller]
            fn $method(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $result
            }
        }
    };
    (@plain [$($generics:tt)*] $kind:ty, $other:ty, $trait:ident $method:ident, $assign:ident $assign_method:ident) => {
        impl<$($generics)*> core::ops::$assign<$other> for $kind {
            #[track_caller]
            fn $assign_method(&mut self, other: $other) {
                *self = core::ops::$trait::$method(*self, other);
            }
        }
    };
    (@sum [$($generics:tt)*] $kind:ty) => {
        impl<$($generics)*> core::iter::Sum for $kind {
            fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
                values.fold(Self::ZERO, |sum, value| sum + value)
            }
        }
    };
}

pub(crate) use operators;
