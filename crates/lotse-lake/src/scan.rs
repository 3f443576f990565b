//! Files and tail of one consistent snapshot as plans in the lake's order.

use std::sync::Arc;

use datafusion::{
    datasource::{memory::MemorySourceConfig, source::DataSourceExec},
    error::Result,
    physical_plan::ExecutionPlan,
};

use crate::{
    operators::{run_merge::Slice, visitor_runs::order},
    schema::{ORDER, schema},
    tail::TailRun,
};

/// What a question sees: a version of the table, and the buffered rows that it does not hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    /// Runs of the tail, beyond the version's sequence number.
    pub(crate) tail: Vec<Arc<TailRun>>,
}

impl Snapshot {
    /// Plans over everything in it: `columns`, and those of the order.
    pub(crate) fn inputs(&self, columns: &[&'static str]) -> Result<Vec<Arc<dyn ExecutionPlan>>> {
        let mut inputs: Vec<Arc<dyn ExecutionPlan>> = Vec::new();
        if !self.tail.is_empty() {
            inputs.push(tail(&self.tail, &projection(columns))?);
        }
        Ok(inputs)
    }
}

fn projection(columns: &[&'static str]) -> Vec<usize> {
    let schema = schema();
    let wanted = ORDER.iter().chain(columns);
    let mut indices: Vec<usize> = wanted.filter_map(|name| schema.index_of(name).ok()).collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

fn tail(runs: &[Arc<TailRun>], projection: &[usize]) -> Result<Arc<dyn ExecutionPlan>> {
    let partitions: Vec<_> = runs.iter().map(|run| vec![run.rows.clone()]).collect();
    let source = MemorySourceConfig::try_new(&partitions, schema(), Some(projection.to_vec()))?
        .try_with_sort_information(order(&schema()).into_iter().collect())?;
    Ok(DataSourceExec::from_data_source(source))
}

/// The same input, reading only what can hold rows of `slice`.
pub(crate) fn narrowed(
    input: &Arc<dyn ExecutionPlan>,
    _slice: Slice,
) -> Result<Arc<dyn ExecutionPlan>> {
    Ok(Arc::clone(input))
}
