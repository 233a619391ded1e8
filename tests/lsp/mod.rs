//! The language server from the outside: the real binary, and an editor that speaks the protocol over its streams.

mod completion;
mod equality;
mod guide;
mod hover;
mod life;
mod navigation;
mod neovim;
