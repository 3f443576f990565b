//! The visitor stream as an operator: files and tail, cut into ranges of the visitor hash, merged by
//! visitor run, consumed by one measure per range.
//!
//! Rows in: any number of inputs, each of whose partitions is one file or one run of the tail, in
//! the lake's order (declared by the input, asserted on every batch). Rows out: one per range, with
//! the number of rows and visitors read; the measure's state goes to the [`Consumer`].

use std::{fmt, sync::Arc};

use datafusion::{
    arrow::{
        array::{ArrayRef, RecordBatch, UInt64Array},
        datatypes::{DataType, Field, Schema, SchemaRef},
    },
    common::tree_node::TreeNodeRecursion,
    error::{DataFusionError, Result},
    execution::{SendableRecordBatchStream, TaskContext},
    physical_expr::{EquivalenceProperties, LexOrdering, PhysicalSortExpr, expressions::Column},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties as _, Partitioning,
        PhysicalExpr, PlanProperties,
        execution_plan::{Boundedness, EmissionType},
        stream::RecordBatchStreamAdapter,
    },
};
use futures::future::BoxFuture;

use super::run_merge::{Merged, Slice};
use crate::{
    scan::narrowed,
    schema::{ORDER, SORT},
};

/// What consumes the merged runs of a range.
pub(crate) trait Consumer: fmt::Debug + Send + Sync + 'static {
    /// Reads the streams of one range to their end.
    fn consume(
        &self,
        streams: Vec<SendableRecordBatchStream>,
        slice: Slice,
    ) -> BoxFuture<'static, Result<Merged>>;
}

/// The operator.
#[derive(Debug)]
pub(crate) struct VisitorRunsExec {
    inputs: Vec<Arc<dyn ExecutionPlan>>,
    service: i32,
    ranges: usize,
    consumer: Arc<dyn Consumer>,
    properties: Arc<PlanProperties>,
}

/// The lake's order over the columns of it that `schema` has.
pub(crate) fn order(schema: &SchemaRef) -> Option<LexOrdering> {
    LexOrdering::new(ORDER.iter().map_while(|name| {
        let index = schema.index_of(name).ok()?;
        Some(PhysicalSortExpr::new(Arc::new(Column::new(name, index)), SORT))
    }))
}

impl VisitorRunsExec {
    /// A stream of the visitors of `service` in `ranges` ranges.
    ///
    /// # Errors
    /// When an input does not declare the lake's order.
    pub(crate) fn new(
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        service: i32,
        ranges: usize,
        consumer: Arc<dyn Consumer>,
    ) -> Result<Self> {
        for input in &inputs {
            let declared = match order(&input.schema()) {
                Some(order) => input.equivalence_properties().ordering_satisfy(order)?,
                None => false,
            };
            if !declared {
                return Err(DataFusionError::Plan(
                    "an input of the visitor stream does not declare the lake's order".to_owned(),
                ));
            }
        }
        let schema = Arc::new(Schema::new(vec![
            Field::new("rows", DataType::UInt64, false),
            Field::new("visitors", DataType::UInt64, false),
        ]));
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(ranges),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Ok(Self { inputs, service, ranges, consumer, properties: Arc::new(properties) })
    }
}

impl DisplayAs for VisitorRunsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VisitorRunsExec: service={}, ranges={}", self.service, self.ranges)
    }
}

impl ExecutionPlan for VisitorRunsExec {
    fn name(&self) -> &'static str {
        "VisitorRunsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.inputs.iter().collect()
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let consumer = Arc::clone(&self.consumer);
        Ok(Arc::new(Self::new(children, self.service, self.ranges, consumer)?))
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let slice = Slice::of(self.service, partition, self.ranges);
        let mut streams = Vec::new();
        for input in &self.inputs {
            // Only what can hold this range is read: row groups and pages of others are skipped.
            let input = narrowed(input, slice)?;
            for partition in 0..input.output_partitioning().partition_count() {
                streams.push(input.execute(partition, Arc::clone(&context))?);
            }
        }
        let schema = self.schema();
        let consumed = self.consumer.consume(streams, slice);
        let counted = Arc::clone(&schema);
        let stream = futures::stream::once(async move {
            let merged = consumed.await?;
            let columns: Vec<ArrayRef> = vec![
                Arc::new(UInt64Array::from(vec![merged.rows])),
                Arc::new(UInt64Array::from(vec![merged.visitors])),
            ];
            Ok(RecordBatch::try_new(counted, columns)?)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }
}
