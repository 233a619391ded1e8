//! The language server from the outside: the real binary, and an editor that speaks the protocol over its streams.

mod equality;
mod life;
