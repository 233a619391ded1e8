//! Wakes those who wait for news of the site.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::store::locked;

/// What readers are told of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// The site has this generation now.
    pub generation: u64,
    /// The address of the one page that was edited, where it was one.
    pub page: Option<String>,
}

/// The latest news.
#[derive(Default)]
pub(super) struct Bell {
    news: Mutex<News>,
    is_rung: Condvar,
}

impl Bell {
    /// Tells everyone who waits; says whether it was news.
    pub(super) fn ring(&self, news: News) -> bool {
        let mut known = locked(&self.news);
        let is_news = known.generation < news.generation;
        if is_news {
            *known = news;
            self.is_rung.notify_all();
        }
        is_news
    }

    /// Waits for news of a generation later than `known`; nothing when `patience` has run out.
    pub(super) fn wait(&self, known: u64, patience: Duration) -> Option<News> {
        let news = locked(&self.news);
        let waited = self.is_rung.wait_timeout_while(news, patience, |news| news.generation <= known);
        let (news, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (news.generation > known).then(|| news.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Bell, News};

    #[test]
    fn news_are_told_once_and_to_those_who_come_late() {
        let bell = Bell::default();
        let news = |generation| News { generation, page: None };
        assert_eq!(bell.wait(0, Duration::ZERO), None);
        assert!(bell.ring(news(2)));
        assert!(!bell.ring(news(2)));
        assert!(!bell.ring(news(1)));
        assert_eq!(bell.wait(0, Duration::ZERO), Some(news(2)));
        assert_eq!(bell.wait(2, Duration::from_millis(1)), None);
    }
}
