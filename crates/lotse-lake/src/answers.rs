//! Answers that were given before: a question over the same rows is not counted again, and several
//! people who ask it at once wait for one count.
//!
//! What an answer rests on are the files and buffered rows that can hold something of the question.
//! Events that arrive meanwhile for other times or services leave it as it is.

use std::{any::Any, fmt::Debug, ops::Range, sync::Arc};

use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest as _, Sha256};

use crate::{
    error::QueryError,
    gather::USUAL_WEIGHT,
    scan::{Snapshot, Wanted},
};

/// The hash of a question and of all that its answer rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey([u8; 32]);

impl CacheKey {
    /// That of a question about `service` which reads events of these times.
    pub(crate) fn of(
        question: &impl Debug,
        service: i32,
        times: &[Range<i64>],
        snapshot: &Snapshot,
    ) -> Self {
        // Questions are plain data, and what they print is all that they are.
        let mut hash = Sha256::new_with_prefix(format!("{question:?}"));
        for times in times {
            let wanted = Wanted { service, times: times.clone(), columns: &[] };
            let files = snapshot.files(&wanted);
            hash.update(files.len().to_be_bytes());
            // Never used twice, and of one length.
            for file in &files {
                hash.update(&file.path);
            }
            for run in &snapshot.tail {
                if run.overlaps(times) && run.newest(service).is_some() {
                    hash.update(run.first.to_be_bytes());
                    hash.update(run.last.to_be_bytes());
                }
            }
        }
        Self(hash.finalize().into())
    }
}

/// The answers of one store.
pub(crate) struct AnswerCache(Option<Cache<CacheKey, Kept, ByWeight>>);

/// An answer, about how many rows it has, and how many were read for it.
#[derive(Clone)]
struct Kept {
    answer: Arc<dyn Any + Send + Sync>,
    weight: u64,
    rows_read: u64,
}

/// An answer, and how many rows it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answered<A> {
    pub(crate) answer: A,
    /// Rows that were read for it, now or when it was counted.
    pub(crate) rows_read: u64,
}

#[derive(Clone)]
struct ByWeight;

impl Weighter<CacheKey, Kept> for ByWeight {
    fn weight(&self, _: &CacheKey, kept: &Kept) -> u64 {
        kept.weight
    }
}

impl AnswerCache {
    /// Room for so many answers of usual weight.
    pub(crate) fn new(kept: usize) -> Self {
        let weight = USUAL_WEIGHT.saturating_mul(kept as u64);
        Self((kept > 0).then(|| Cache::with_weighter(kept, weight, ByWeight)))
    }

    /// The answer that is known, or else the one that `count` gives. When whoever counts stops,
    /// another of those who wait goes on.
    pub(crate) async fn get<A: Clone + Send + Sync + 'static>(
        &self,
        basis: CacheKey,
        weight: impl Fn(&A) -> u64,
        count: impl Future<Output = Result<Answered<A>, QueryError>>,
    ) -> Result<Answered<A>, QueryError> {
        let Some(known) = &self.0 else { return count.await };
        let counted = async {
            let Answered { answer, rows_read } = count.await?;
            // Nothing weighs nothing, or it would stay for ever.
            let weight = weight(&answer).max(1);
            Ok::<_, QueryError>(Kept { answer: Arc::new(answer), weight, rows_read })
        };
        let kept = known.get_or_insert_async(&basis, counted).await?;
        let answer = kept.answer.downcast_ref::<A>().cloned().ok_or(QueryError::Unavailable)?;
        Ok(Answered { answer, rows_read: kept.rows_read })
    }

    /// Forgets all of them.
    pub(crate) fn forget(&self) {
        if let Some(known) = &self.0 {
            known.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    const SEVEN: Answered<u64> = Answered { answer: 7, rows_read: 70 };

    #[tokio::test]
    async fn several_who_ask_at_once_wait_for_one_count_and_failures_are_not_kept() {
        let (answers, counts) = (AnswerCache::new(9), AtomicUsize::new(0));
        let basis = CacheKey::of(&"question", 1, &[], &Snapshot::default());
        let fails =
            answers.get(basis, |_| 1, async { Err::<Answered<u64>, _>(QueryError::Unavailable) });
        assert!(fails.await.is_err());
        let count = async || {
            counts.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(SEVEN)
        };
        let ask = || answers.get(basis, |_| 1, count());
        assert!(matches!(tokio::join!(ask(), ask(), ask()), (Ok(SEVEN), Ok(SEVEN), Ok(SEVEN))));
        assert_eq!(counts.load(Ordering::Relaxed), 1);
        answers.forget();
        assert!(matches!(ask().await, Ok(SEVEN)));
        assert_eq!(counts.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn when_whoever_counts_stops_another_goes_on() {
        let answers = AnswerCache::new(9);
        let basis = CacheKey::of(&"question", 1, &[], &Snapshot::default());
        let stuck =
            answers.get(basis, |_| 1, std::future::pending::<Result<Answered<u64>, QueryError>>());
        let mut stuck = Box::pin(stuck);
        assert!(futures::poll!(&mut stuck).is_pending());
        let mut next = Box::pin(answers.get(basis, |_| 1, async { Ok(SEVEN) }));
        assert!(futures::poll!(&mut next).is_pending());
        drop(stuck);
        assert!(matches!(next.await, Ok(SEVEN)));
    }
}
