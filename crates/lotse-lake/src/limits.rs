//! What questions share: limits, so that a few run at a time; an end to the time of each; and one
//! memory for what all of them count.

use std::{sync::Arc, time::Duration};

use datafusion::{
    common::DataFusionError,
    execution::memory_pool::{GreedyMemoryPool, MemoryConsumer, MemoryPool, MemoryReservation},
};
use tokio::sync::Semaphore;

use crate::{LakeOptions, error::QueryError};

/// Shared by all questions of a lake.
pub(crate) struct Limits {
    free: Semaphore,
    all: usize,
    limit: Duration,
    counted: Arc<dyn MemoryPool>,
    bytes: usize,
    /// What reading may take in one range.
    range: usize,
}

impl Limits {
    pub(crate) fn new(options: &LakeOptions) -> Self {
        // A quarter is for what nobody weighs: what decoding takes for a moment, footers, and what the
        // allocator keeps. Of the rest, half for what is read, in equal parts for the ranges that are
        // counted at once; half for what is counted, for whoever needs it.
        let half = options.query_bytes / 8 * 3;
        let ranges = options.workers.get();
        Self {
            free: Semaphore::new(options.queries.get()),
            all: options.queries.get(),
            limit: options.query_limit,
            counted: Arc::new(GreedyMemoryPool::new(half)),
            bytes: half,
            range: half / ranges,
        }
    }

    /// Answers when it is its turn. Whoever stops waiting gives the turn back.
    pub(crate) async fn wait_for<T>(
        &self,
        answer: impl Future<Output = Result<T, QueryError>>,
    ) -> Result<T, QueryError> {
        let _turn = self.free.acquire().await.map_err(|_| QueryError::Unavailable)?;
        tokio::time::timeout(self.limit, answer)
            .await
            .map_err(|_| QueryError::TooLong { seconds: self.limit.as_secs() })?
    }

    /// Questions that run now.
    pub(crate) fn running(&self) -> usize {
        self.all.saturating_sub(self.free.available_permits())
    }

    /// Bytes that one range may take for what it reads.
    pub(crate) fn range_bytes(&self) -> usize {
        self.range
    }

    /// Memory for what one range counts; free again when it is dropped.
    pub(crate) fn memory(&self) -> Reservation {
        Reservation::new(&self.counted, self.bytes)
    }
}

/// Memory that a range has taken for what it counts.
pub(crate) struct Reservation {
    reservation: MemoryReservation,
    limit: usize,
}

impl Reservation {
    /// Memory of a pool with so many bytes.
    pub(crate) fn new(pool: &Arc<dyn MemoryPool>, limit: usize) -> Self {
        Self { reservation: MemoryConsumer::new("question").register(pool), limit }
    }

    /// Takes as much as is needed now.
    ///
    /// # Errors
    /// When all questions together would have too much: a [`TooMuch`] within.
    pub(crate) fn resize(&mut self, bytes: usize) -> Result<(), DataFusionError> {
        let too_much = |_| DataFusionError::External(Box::new(TooMuch { limit: self.limit }));
        self.reservation.try_resize(bytes).map_err(too_much)
    }
}

/// All questions together would take more memory than they may.
#[derive(Debug, thiserror::Error)]
#[error("what is counted takes more than {limit} bytes")]
pub(crate) struct TooMuch {
    limit: usize,
}

impl TooMuch {
    /// As the reason why there is no answer, if it is what went wrong.
    pub(crate) fn within(error: &DataFusionError) -> Option<QueryError> {
        match error.find_root() {
            DataFusionError::External(inner) => inner
                .downcast_ref::<Self>()
                .map(|found| QueryError::TooMuch { mib: found.limit >> 20 }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use lotse_domain::clock::{Clock, Entropy};

    use super::*;

    struct Still;

    impl Clock for Still {
        fn now(&self) -> jiff::Timestamp {
            jiff::Timestamp::UNIX_EPOCH
        }
    }

    impl Entropy for Still {
        fn fill(&self, _: &mut [u8]) {}
    }

    fn limits(change: impl FnOnce(&mut LakeOptions)) -> Limits {
        let mut options = LakeOptions::new(Arc::new(Still), Arc::new(Still));
        (options.queries, options.workers) = (NonZeroUsize::MIN, NonZeroUsize::MIN);
        change(&mut options);
        Limits::new(&options)
    }

    #[tokio::test]
    async fn a_question_that_takes_too_long_fails_with_that_reason() {
        let limits = limits(|options| options.query_limit = Duration::from_millis(5));
        let never = std::future::pending::<Result<(), QueryError>>();
        let error = limits.wait_for(never).await.unwrap_err();
        assert!(matches!(error, QueryError::TooLong { seconds: 0 }), "{error}");
        assert!(limits.wait_for(async { Ok(1) }).await.is_ok(), "the turn is free again");
    }

    #[test]
    fn memory_is_shared_refused_and_free_again() {
        let limits = limits(|options| options.query_bytes = 6 << 20);
        let (mut one, mut other) = (limits.memory(), limits.memory());
        one.resize(1 << 20).unwrap();
        other.resize(1 << 20).unwrap();
        let error = one.resize(3 << 19).unwrap_err();
        let reason = TooMuch::within(&error).unwrap();
        assert!(matches!(reason, QueryError::TooMuch { mib: 2 }), "{reason}");
        drop(other);
        one.resize(3 << 19).unwrap();
        assert!(TooMuch::within(&DataFusionError::Execution(String::new())).is_none());
    }
}
