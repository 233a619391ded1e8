//! What a register of codes defines: the enum of codes, and what is known of each.

macro_rules! register {
    ($($(#[doc = $what:literal])+ $code:ident $variant:ident $name:literal $severity:ident $effect:ident;)+) => {
        /// The kind of a finding. [`Code::id`] is permanent.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $what])+ $variant,)+
        }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The permanent id, such as `FM101`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => stringify!($code)),+ }
            }

            /// The permanent name, such as `invalid-date`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// One line on what is found.
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$variant => concat!($($what),+).trim_ascii()),+ }
            }

            /// The default severity.
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity),+ }
            }

            /// Its effect on a build.
            pub const fn build_effect(self) -> BuildEffect {
                match self { $(Self::$variant => BuildEffect::$effect),+ }
            }
        }
    };
}

pub(super) use register;
