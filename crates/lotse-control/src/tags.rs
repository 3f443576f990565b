//! Tags of services: names for rules of events.

use lotse_domain::{
    audit::Action,
    ids::ServiceId,
    tag::{TagDefinition, TagKind},
};
use sqlx::Row as _;

use crate::{
    definitions::{
        Definition, LONGEST_NAME, NotDefined, Stored, Version, broken, select, stored_from,
    },
    error::ControlError,
    numbers::definition_number,
    services::service_id,
    store::Control,
};

/// The most tags of one service, archived ones among them.
pub const MOST_TAGS: i64 = 500;
/// Rows that are in memory at once when all are looked through.
const PIECE: i64 = 1000;

definition_number! {
    /// The number of a tag.
    TagId of TagDefinition
}

/// One version of a tag.
pub type TagVersion = Version<TagDefinition>;
/// A tag as it is now.
pub type Tag = Stored<TagDefinition>;

impl Definition for TagDefinition {
    type Id = TagId;

    const TABLE: &'static str = "tags";
    const KEY: &'static str = "tag";
    const COLUMNS: &'static [&'static str] = &["kind", "in_group", "rule"];
    const MOST: i64 = MOST_TAGS;
    const ACTIONS: [Action; 4] =
        [Action::TagAdded, Action::TagChanged, Action::TagArchived, Action::TagRestored];

    fn trimmed(&self) -> Self {
        Self { group: self.group.trim().to_owned(), ..self.clone() }
    }

    fn fault(&self) -> Option<NotDefined> {
        (self.group.chars().count() > LONGEST_NAME).then_some(NotDefined::LongGroup)
    }

    fn columns(&self) -> Result<Vec<String>, ControlError> {
        Ok(vec![self.kind.as_str().to_owned(), self.group.clone(), self.rule.to_string()])
    }

    fn read(columns: &[&str]) -> Result<Self, ControlError> {
        let [kind, group, rule] = columns else {
            return Err(broken::<Self>(&"columns are missing"));
        };
        let rule = rule.parse().map_err(|error: lotse_domain::rule::RuleError| {
            ControlError::Value { what: "rule", reason: error.to_string() }
        })?;
        let (kind, group) = (kind.parse::<TagKind>()?, (*group).to_owned());
        Ok(Self { kind, group, rule })
    }
}

impl Control {
    /// Names that tags of a service had before, with their tags; of two that had one, the later comes last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn older_tag_names(
        &self,
        service: ServiceId,
    ) -> Result<Vec<(String, TagId)>, ControlError> {
        let rows = sqlx::query(
            "SELECT v.name, v.tag FROM tag_versions v JOIN tags t ON t.id = v.tag \
             WHERE t.service = $1 AND v.name <> t.name ORDER BY v.made_at, v.tag, v.version",
        )
        .bind(i64::from(service.number()))
        .fetch_all(self.pool())
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, TagId::new(row.try_get(1)?)))).collect()
    }

    /// The tags of all services that are `wanted`, by service and name, without archived ones. Only what is
    /// wanted is kept in memory.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find_tags(
        &self,
        wanted: impl Fn(ServiceId, &Tag) -> bool,
    ) -> Result<Vec<(ServiceId, Tag)>, ControlError> {
        let all = select::<TagDefinition>();
        let text = format!(
            "{all} AND v.version = d.version WHERE d.archived = 0 AND d.id > $1 ORDER BY d.id LIMIT $2"
        );
        let (mut found, mut after) = (Vec::new(), i64::MIN);
        loop {
            let rows = sqlx::query(sqlx::AssertSqlSafe(text.clone()))
                .bind(after)
                .bind(PIECE)
                .fetch_all(self.pool())
                .await?;
            let Some(last) = rows.last() else { break };
            after = last.try_get(0)?;
            for row in &rows {
                let (service, tag) = (service_id(row.try_get("service")?)?, stored_from(row)?);
                if wanted(service, &tag) {
                    found.push((service, tag));
                }
            }
        }
        found.sort_by(|(a, of_a), (b, of_b)| (a, &of_a.now.name).cmp(&(b, &of_b.now.name)));
        Ok(found)
    }
}
