//! Where the groups of a person stand in what a provider says of them.

use serde_json::{Map, Value};

/// What a provider says of somebody beyond the claims that every provider knows.
pub(super) type Claims = Map<String, Value>;

/// The name of a claim, or the way to one that lies in another: `realm_access.roles`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPath(String);

impl ClaimPath {
    /// Takes a name; `None` if it is empty.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The groups that stand there: the texts of a list, or one text. `None` where there is no such claim,
    /// which is not the same as a claim that names no group.
    pub(super) fn groups(&self, claims: &Claims) -> Option<Vec<String>> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match self.find(claims)? {
            Value::Array(values) => Some(values.iter().filter_map(text).collect()),
            value => Some(text(value).into_iter().collect()),
        }
    }

    fn find<'a>(&self, claims: &'a Claims) -> Option<&'a Value> {
        // Names that are addresses have dots of their own, so the whole name is looked for first.
        if let Some(value) = claims.get(&self.0) {
            return Some(value);
        }
        let mut names = self.0.split('.');
        let first = claims.get(names.next()?)?;
        names.try_fold(first, |value, name| value.get(name))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_are_a_list_or_one_text_at_the_top_or_deeper() {
        let claims = json!({
            "groups": ["a", "b b", 7, null, ["c"]],
            "one": "a",
            "none": [],
            "number": 7,
            "nothing": null,
            "realm_access": { "roles": ["staff"], "deep": { "er": "x" } },
            "https://example.gov/groups": ["namespaced"],
        });
        let claims = claims.as_object().unwrap();
        for (path, expected) in [
            ("groups", Some(vec!["a", "b b"])),
            ("one", Some(vec!["a"])),
            ("none", Some(vec![])),
            ("number", Some(vec![])),
            ("nothing", Some(vec![])),
            ("realm_access.roles", Some(vec!["staff"])),
            ("realm_access.deep.er", Some(vec!["x"])),
            ("realm_access", Some(vec![])),
            ("https://example.gov/groups", Some(vec!["namespaced"])),
            ("missing", None),
            ("realm_access.missing", None),
            ("groups.0", None),
            ("one.more", None),
        ] {
            let found = ClaimPath::new(path).unwrap().groups(claims);
            let expected = expected.map(|texts| texts.into_iter().map(str::to_owned).collect());
            assert_eq!(found, expected, "{path}");
        }
        assert_eq!(ClaimPath::new(" "), None);
    }
}
