//! Memory that forgets: values by random token, bounded in number, each with an end.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use lotse_domain::clock::{Clock, Entropy};

/// A random name that nobody can guess: 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Token([u8; 16]);

impl Token {
    /// Reads 32 hexadecimal digits.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u128::from_str_radix(text, 16).ok().map(|number| Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

struct Entry<T> {
    value: T,
    ends: Timestamp,
}

/// The values. When it is full, the one that would end first makes room.
pub(super) struct Store<T> {
    /// Locked for one look-up or change at a time, never across an await.
    entries: Mutex<HashMap<Token, Entry<T>>>,
    capacity: usize,
    idle: SignedDuration,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl<T> Store<T> {
    /// An empty store of at most `capacity` values, each kept for `idle` after its last use.
    pub(super) fn new(
        capacity: usize,
        idle: SignedDuration,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { entries: Mutex::new(HashMap::new()), capacity, idle, clock, entropy }
    }

    /// Keeps `value` under a new token.
    pub(super) fn create(&self, value: T) -> Token {
        let ends = self.end_after(self.idle);
        self.insert(Entry { value, ends })
    }

    /// Changes or reads the value under `token`, and keeps it for another while.
    pub(super) fn with<R>(&self, token: Token, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let now = self.clock.now();
        let ends = self.end_after(self.idle);
        let mut entries = self.lock();
        let entry = entries.get_mut(&token).filter(|entry| entry.ends > now)?;
        entry.ends = entry.ends.max(ends);
        Some(change(&mut entry.value))
    }

    /// Keeps the value under `token` for at least `keep` from now.
    pub(super) fn extend(&self, token: Token, keep: SignedDuration) {
        let ends = self.end_after(keep);
        if let Some(entry) = self.lock().get_mut(&token) {
            entry.ends = entry.ends.max(ends);
        }
    }

    /// Gives the first value that `wanted` accepts a new token; the old one is worth nothing.
    pub(super) fn rename(&self, wanted: impl Fn(&T) -> bool) -> Option<Token> {
        let now = self.clock.now();
        let mut entries = self.lock();
        let old = *entries.iter().find(|(_, e)| e.ends > now && wanted(&e.value))?.0;
        let entry = entries.remove(&old)?;
        drop(entries);
        Some(self.insert(entry))
    }

    /// Forgets the value under `token`.
    pub(super) fn remove(&self, token: Token) {
        self.lock().remove(&token);
    }

    fn insert(&self, entry: Entry<T>) -> Token {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        let token = Token(bytes);
        let now = self.clock.now();
        let mut entries = self.lock();
        if entries.len() >= self.capacity {
            entries.retain(|_, entry| entry.ends > now);
        }
        if entries.len() >= self.capacity
            && let Some(first) = entries.iter().min_by_key(|(_, e)| e.ends).map(|(t, _)| *t)
        {
            entries.remove(&first);
        }
        entries.insert(token, entry);
        token
    }

    fn end_after(&self, keep: SignedDuration) -> Timestamp {
        self.clock.now().checked_add(keep).unwrap_or(Timestamp::MAX)
    }

    /// A panic elsewhere cannot leave a map half changed, so a poisoned lock is still good.
    fn lock(&self) -> MutexGuard<'_, HashMap<Token, Entry<T>>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

    use super::*;

    #[derive(Default)]
    struct Seconds(AtomicI64);

    impl Clock for Seconds {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
        }
    }

    #[derive(Default)]
    struct Counting(AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    fn store(capacity: usize) -> (Store<&'static str>, Arc<Seconds>) {
        let clock = Arc::new(Seconds::default());
        let idle = SignedDuration::from_secs(10);
        (Store::new(capacity, idle, clock.clone(), Arc::new(Counting::default())), clock)
    }

    #[test]
    fn use_keeps_a_value_and_idleness_ends_it() {
        let (store, clock) = store(9);
        let token = store.create("a");
        for second in [9, 18, 27] {
            clock.0.store(second, Ordering::Relaxed);
            assert_eq!(store.with(token, |value| *value), Some("a"));
        }
        clock.0.store(37, Ordering::Relaxed);
        assert_eq!(store.with(token, |value| *value), None);
    }

    #[test]
    fn a_full_store_gives_up_what_ends_first() {
        let (store, clock) = store(2);
        let saved = store.create("saved");
        store.extend(saved, SignedDuration::from_secs(1000));
        clock.0.store(1, Ordering::Relaxed);
        let old = store.create("old");
        clock.0.store(2, Ordering::Relaxed);
        let new = store.create("new");
        assert_eq!(store.with(saved, |value| *value), Some("saved"));
        assert_eq!(store.with(old, |value| *value), None);
        assert_eq!(store.with(new, |value| *value), Some("new"));
        assert_eq!(store.lock().len(), 2);
    }

    #[test]
    fn a_renamed_value_leaves_its_old_token() {
        let (store, _) = store(9);
        let old = store.create("a");
        let new = store.rename(|value| *value == "a").unwrap();
        assert_eq!(store.with(old, |value| *value), None);
        assert_eq!(store.with(new, |value| *value), Some("a"));
        assert!(store.rename(|value| *value == "b").is_none());
    }

    #[test]
    fn only_a_whole_token_is_a_token() {
        let (store, _) = store(9);
        let token = store.create("a");
        assert!(Token::from_text(&token.to_string()) == Some(token));
        for text in ["", "00", "+0000000000000000000000000000001", "ä"] {
            assert!(Token::from_text(text).is_none(), "{text}");
        }
    }
}
