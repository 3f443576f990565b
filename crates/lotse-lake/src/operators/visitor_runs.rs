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
    segment::Selection,
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
    /// What is looked through before, and how, if not all visitors are wanted.
    chosen: Option<Choice>,
    service: i32,
    ranges: usize,
    consumer: Arc<dyn Consumer>,
    properties: Arc<PlanProperties>,
}

/// Who is wanted, and where to look for it.
#[derive(Debug)]
struct Choice {
    inputs: Vec<Arc<dyn ExecutionPlan>>,
    selection: Arc<Selection>,
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
        let properties = Arc::new(properties);
        Ok(Self { inputs, chosen: None, service, ranges, consumer, properties })
    }

    /// The same stream of the visitors alone who are chosen in other inputs.
    pub(crate) fn of(
        mut self,
        inputs: Vec<Arc<dyn ExecutionPlan>>,
        selection: Arc<Selection>,
    ) -> Self {
        self.chosen = Some(Choice { inputs, selection });
        self
    }

    /// Everything of a range, of one partition of each input after another. Only what can hold the
    /// range is read: row groups and pages of others are skipped.
    fn streams(
        inputs: &[Arc<dyn ExecutionPlan>],
        slice: Slice,
        context: &Arc<TaskContext>,
    ) -> Result<Vec<SendableRecordBatchStream>> {
        let mut streams = Vec::new();
        for input in inputs {
            let input = narrowed(input, slice)?;
            for partition in 0..input.output_partitioning().partition_count() {
                streams.push(input.execute(partition, Arc::clone(context))?);
            }
        }
        Ok(streams)
    }
}

impl DisplayAs for VisitorRunsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VisitorRunsExec: service={}, ranges={}", self.service, self.ranges)?;
        match &self.chosen {
            Some(Choice { inputs, .. }) => {
                write!(f, ", chosen in the last {} inputs", inputs.len())
            }
            None => Ok(()),
        }
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
        let chosen = self.chosen.iter().flat_map(|choice| &choice.inputs);
        self.inputs.iter().chain(chosen).collect()
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (mut inputs, consumer) = (children, Arc::clone(&self.consumer));
        let chosen = inputs.split_off(self.inputs.len().min(inputs.len()));
        let plan = Self::new(inputs, self.service, self.ranges, consumer)?;
        Ok(Arc::new(match &self.chosen {
            Some(choice) => plan.of(chosen, Arc::clone(&choice.selection)),
            None => plan,
        }))
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
        let mut streams = Self::streams(&self.inputs, slice, &context)?;
        let chosen = match &self.chosen {
            Some(Choice { inputs, selection }) => {
                Some(selection.choose(Self::streams(inputs, slice, &context)?, slice))
            }
            None => None,
        };
        let schema = self.schema();
        let consumer = Arc::clone(&self.consumer);
        let counted = Arc::clone(&schema);
        let stream = futures::stream::once(async move {
            if let Some(chosen) = chosen {
                let chosen = chosen.await?;
                let only = |stream| Arc::clone(&chosen).only(stream);
                streams = streams.into_iter().map(only).collect();
            }
            let merged = consumer.consume(streams, slice).await?;
            let columns: Vec<ArrayRef> = vec![
                Arc::new(UInt64Array::from(vec![merged.rows])),
                Arc::new(UInt64Array::from(vec![merged.visitors])),
            ];
            Ok(RecordBatch::try_new(counted, columns)?)
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, stream)))
    }
}
