//! What the built-in shortcodes take: their arguments, and a text between two tags.

use crate::finding::{Code, nearest};
use crate::markdown::{Argument, Invocation, ShortcodeFault};

/// What a built-in shortcode takes.
struct Signature {
    /// The arguments with a name.
    named: &'static [&'static str],
    /// How many arguments without a name.
    positional: usize,
    /// The argument that it needs, which may also be the first without a name.
    required: Option<&'static str>,
    inner: Inner,
}

/// Whether a shortcode has a text between an opening and a closing tag.
enum Inner {
    /// It has none.
    Never,
    /// It always has.
    Always,
    /// It has, but with the argument `text`.
    UnlessText,
}

const CALLOUT: Signature =
    Signature { named: &["title", "text"], positional: 1, required: None, inner: Inner::UnlessText };

/// The signature of a built-in shortcode; absent for one that is not checked.
fn of(name: &str) -> Option<Signature> {
    const REFERENCE: Signature =
        Signature { named: &["path", "lang", "outputFormat"], positional: 1, required: None, inner: Inner::Never };
    Some(match name {
        "note" | "tip" | "info" | "warning" | "caution" | "important" | "danger" => CALLOUT,
        "alert" => Signature { named: &["context", "type", "color", "text", "title", "icon"], ..CALLOUT },
        "details" => {
            let named = &["title", "summary", "open", "class", "name"];
            Signature { named, positional: 1, required: None, inner: Inner::Always }
        }
        "tabs" => Signature { named: &[], positional: 0, required: None, inner: Inner::Always },
        "tab" => Signature { named: &["title", "name"], positional: 1, required: None, inner: Inner::Always },
        "highlight" => Signature { named: &["lang", "options"], positional: 2, required: None, inner: Inner::Always },
        "figure" => {
            let named = &[
                "src", "alt", "caption", "title", "attr", "attrlink", "link", "target", "rel", "width", "height",
                "loading", "class",
            ];
            Signature { named, positional: 1, required: Some("src"), inner: Inner::Never }
        }
        "youtube" => {
            // Those after the first two are Hugo's, for its player.
            let named = &[
                "id",
                "title",
                "allowFullScreen",
                "autoplay",
                "class",
                "controls",
                "end",
                "loading",
                "loop",
                "mute",
                "start",
            ];
            Signature { named, positional: 2, required: Some("id"), inner: Inner::Never }
        }
        "vimeo" => {
            let named = &["id", "title", "allowFullScreen", "class", "loading"];
            Signature { named, positional: 2, required: Some("id"), inner: Inner::Never }
        }
        "instagram" => Signature { named: &["id"], positional: 1, required: Some("id"), inner: Inner::Never },
        "x" | "twitter" | "tweet" => {
            Signature { named: &["user", "id"], positional: 1, required: Some("id"), inner: Inner::Never }
        }
        "gist" => Signature { named: &["user", "id", "file"], positional: 3, required: None, inner: Inner::Never },
        "icon" => Signature { named: &["name"], positional: 1, required: Some("name"), inner: Inner::Never },
        "param" => Signature { named: &["name"], positional: 1, required: None, inner: Inner::Never },
        "ref" | "relref" => REFERENCE,
        _ => return None,
    })
}

/// The names that the arguments of a built-in shortcode may have; none for one that is not checked.
pub(super) fn arguments_of(name: &str) -> &'static [&'static str] {
    of(name).map_or(&[], |signature| signature.named)
}

/// What is wrong with the arguments and the tags of a call of a built-in shortcode.
pub(super) fn faults(call: &Invocation<'_>) -> Vec<ShortcodeFault> {
    let Some(signature) = of(call.name) else { return Vec::new() };
    let mut faults = signature.unknown_arguments(call);
    let misses_one = signature.required.filter(|name| !is_given(call, name));
    if let Some(name) = misses_one.filter(|_| faults.is_empty()) {
        let message = format!("the shortcode `{}` needs `{name}`", call.name);
        let help = format!("write it as `{{{{< {} {name}=\"…\" >}}}}`", call.name);
        faults.push(ShortcodeFault::new(Code::ShortcodeArguments, message).help(help));
    }
    let (has_inner, has_text) = (call.inner.is_some(), call.arguments.get("text").is_some());
    match signature.inner {
        Inner::Always if !has_inner => faults.push(unclosed(call.name)),
        Inner::UnlessText if !has_inner && !has_text => {
            let help = format!(
                "write `{{{{< /{} >}}}}` where its text ends; a call without a closing tag has its text in `text=\"…\"`",
                call.name
            );
            faults.push(unclosed(call.name).help(help));
        }
        Inner::Never => faults.extend(lost_text(call, || format!("the shortcode `{}` takes none", call.name))),
        Inner::Always | Inner::UnlessText => {}
    }
    faults
}

/// A call that needs a closing tag and has none.
pub(super) fn unclosed(name: &str) -> ShortcodeFault {
    ShortcodeFault::new(Code::UnclosedShortcode, format!("the shortcode `{name}` has no closing tag"))
        .help(format!("write `{{{{< /{name} >}}}}` where its text ends"))
}

/// The fault of a text between two tags that is shown nowhere.
pub(super) fn lost_text(call: &Invocation<'_>, reason: impl FnOnce() -> String) -> Option<ShortcodeFault> {
    let is_lost = call.inner.is_some_and(|inner| !inner.trim().is_empty());
    is_lost.then(|| {
        let message = format!("the text between the tags of `{}` is not shown: {}", call.name, reason());
        ShortcodeFault::new(Code::ShortcodeArguments, message).help("move the text out, and delete the closing tag")
    })
}

/// Whether the argument is given, by its name or as the first without one, and not empty.
fn is_given(call: &Invocation<'_>, name: &str) -> bool {
    let given = call.arguments.at(0).or_else(|| call.arguments.get(name));
    given.is_some_and(|argument| !argument.text.trim().is_empty())
}

impl Signature {
    fn unknown_arguments(&self, call: &Invocation<'_>) -> Vec<ShortcodeFault> {
        // Arguments of both kinds are a fault already.
        if !call.arguments.named.is_empty() && !call.arguments.positional.is_empty() {
            return Vec::new();
        }
        let fault = |message: String, help: String, argument: &Argument| {
            let fault = ShortcodeFault::new(Code::ShortcodeArguments, message).help(help);
            ShortcodeFault { argument: Some(argument.span), ..fault }
        };
        let known = |name: &str| self.named.contains(&name);
        let unknown = call.arguments.named.iter().filter(|(name, _)| !known(&name.value));
        let mut faults: Vec<ShortcodeFault> = unknown
            .map(|(name, argument)| {
                let message = format!("the shortcode `{}` takes no argument `{}`", call.name, name.value);
                let unused = || self.required.filter(|required| !is_given(call, required));
                let meant = nearest(&name.value, self.named.iter().copied()).or_else(unused);
                let help = meant.map_or_else(|| self.taken(), |meant| format!("did you mean `{meant}`?"));
                ShortcodeFault { argument: Some(name.span), ..fault(message, help, argument) }
            })
            .collect();
        if let Some(first) = call.arguments.positional.get(self.positional) {
            let number = match self.positional {
                0 => "no argument".to_owned(),
                1 => "only one argument".to_owned(),
                number => format!("only {number} arguments"),
            };
            let message = format!("the shortcode `{}` takes {number} without a name", call.name);
            faults.push(fault(message, format!("text with spaces needs quotation marks; {}", self.taken()), first));
        }
        faults
    }

    /// The arguments that it takes by name.
    fn taken(&self) -> String {
        if self.named.is_empty() {
            return "it takes no arguments".to_owned();
        }
        let names: Vec<String> = self.named.iter().map(|name| format!("`{name}`")).collect();
        format!("it takes {}", names.join(", "))
    }
}
