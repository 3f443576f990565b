//! What people define and give a name: tags, tasks, segments, surveys.

/// A definition with what people call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<D> {
    /// What it is called: one of its kind has a name in a service.
    pub name: String,
    /// What a colleague has to know; empty for nothing.
    pub description: String,
    /// What it says.
    pub says: D,
}
