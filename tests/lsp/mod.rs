//! The language server from the outside: the real binary, and an editor that speaks the protocol over its streams.

mod actions;
mod completion;
mod edited;
mod equality;
mod guide;
mod hover;
mod life;
mod moves;
mod navigation;
mod neovim;
mod rename;
