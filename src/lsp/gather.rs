//! One answer from several sites, whose threads work at the same time.

use std::sync::{Arc, Mutex, PoisonError};

/// Parts of an answer. Once every part has been added, and all other owners are gone, the answer is made of those that are there.
pub(super) struct Gather<T> {
    /// Each with the number of its site.
    parts: Mutex<Vec<(usize, T)>>,
    finish: Mutex<Option<Finish<T>>>,
}

/// Makes the answer, of the parts in the order of their sites.
type Finish<T> = Box<dyn FnOnce(Vec<T>) + Send>;

impl<T> Gather<T> {
    pub(super) fn new(finish: impl FnOnce(Vec<T>) + Send + 'static) -> Arc<Self> {
        Arc::new(Self { parts: Mutex::default(), finish: Mutex::new(Some(Box::new(finish))) })
    }

    /// Adds the part of the site with this number.
    pub(super) fn add(&self, site: usize, part: T) {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner).push((site, part));
    }
}

impl<T> Drop for Gather<T> {
    fn drop(&mut self) {
        let mut parts = std::mem::take(self.parts.get_mut().unwrap_or_else(PoisonError::into_inner));
        parts.sort_by_key(|(site, _)| *site);
        if let Some(finish) = self.finish.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            finish(parts.into_iter().map(|(_, part)| part).collect());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use super::Gather;

    #[test]
    fn the_answer_is_made_once_of_the_parts_in_their_order() {
        let (sender, answers) = mpsc::channel();
        let gather = Gather::new(move |parts: Vec<&str>| sender.send(parts.concat()).unwrap());
        let threads = [(2, "c"), (0, "a"), (1, "b")].map(|(site, part)| {
            let gather = gather.clone();
            thread::spawn(move || gather.add(site, part))
        });
        // The owner that adds nothing, because its site could not be loaded.
        drop(gather);
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(answers.iter().collect::<Vec<_>>(), ["abc"]);
    }
}
