//! Every setting, once: its name in the file, its flag, its variable, its default, its meaning.

use serde::Serialize;

/// One setting.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Setting {
    /// Its key in the configuration file.
    pub name: &'static str,
    /// Its flag, without dashes.
    pub flag: &'static str,
    /// Its environment variable.
    pub variable: &'static str,
    /// What holds when nothing is said; empty for nothing.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Every setting, in the order in which people meet them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "data",
        flag: "data",
        variable: "LOTSE_DATA",
        default: "./lotse-data",
        meaning: "Folder in which Lotse keeps everything. It is created when missing.",
    },
    Setting {
        name: "listen",
        flag: "listen",
        variable: "LOTSE_LISTEN",
        default: "127.0.0.1:7007",
        meaning: "Address and port to listen on. Port 0 lets the system choose a free one.",
    },
    Setting {
        name: "public_url",
        flag: "public-url",
        variable: "LOTSE_PUBLIC_URL",
        default: "",
        meaning: "How people and pages reach Lotse from outside, such as https://lotse.example.gov.",
    },
    Setting {
        name: "trusted_proxies",
        flag: "trusted-proxies",
        variable: "LOTSE_TRUSTED_PROXIES",
        default: "",
        meaning: "Addresses or ranges of your own proxies, separated by commas. Only they are believed when they say which address a browser has.",
    },
    Setting {
        name: "organization",
        flag: "organization",
        variable: "LOTSE_ORGANIZATION",
        default: "Our agency",
        meaning: "Name of the agency, shown at the top of every page.",
    },
    Setting {
        name: "events_per_second",
        flag: "events-per-second",
        variable: "LOTSE_EVENTS_PER_SECOND",
        default: "10000",
        meaning: "How many events each service may send per second, and ten times as many at once; more are told to come again later. 1 to 1000000.",
    },
    Setting {
        name: "keep_events_months",
        flag: "keep-events-months",
        variable: "LOTSE_KEEP_EVENTS_MONTHS",
        default: "25",
        meaning: "How many calendar months of events are kept, the running one included; 1 to 120. Older ones are deleted.",
    },
    Setting {
        name: "keep_elements_months",
        flag: "keep-elements-months",
        variable: "LOTSE_KEEP_ELEMENTS_MONTHS",
        default: "13",
        meaning: "How many calendar months of details of used controls (role, name, place) are kept, the running one included; 1 to 120.",
    },
    Setting {
        name: "question_memory_mib",
        flag: "question-memory-mib",
        variable: "LOTSE_QUESTION_MEMORY_MIB",
        default: "1024",
        meaning: "Memory that all questions together may take, in MiB; 128 to 1048576. With less, a question reads in smaller parts and takes longer; what does not fit is refused.",
    },
    Setting {
        name: "upload_mib",
        flag: "upload-mib",
        variable: "LOTSE_UPLOAD_MIB",
        default: "1024",
        meaning: "The largest file that may be uploaded for an import, in MiB; 1 to 102400. Larger ones are imported by lotse import.",
    },
    Setting {
        name: "session_idle_minutes",
        flag: "session-idle-minutes",
        variable: "LOTSE_SESSION_IDLE_MINUTES",
        default: "60",
        meaning: "Minutes without use after which people sign in again; 5 to 1440.",
    },
    Setting {
        name: "session_hours",
        flag: "session-hours",
        variable: "LOTSE_SESSION_HOURS",
        default: "12",
        meaning: "Hours after which people sign in again, however much they work; 1 to 168.",
    },
    Setting {
        name: "openid_issuer",
        flag: "openid-issuer",
        variable: "LOTSE_OPENID_ISSUER",
        default: "",
        meaning: "Address of your sign-in provider (OpenID Connect), exactly as it calls itself, such as https://id.example.gov/realms/staff. Empty: people do not sign in by one.",
    },
    Setting {
        name: "openid_client_id",
        flag: "openid-client-id",
        variable: "LOTSE_OPENID_CLIENT_ID",
        default: "",
        meaning: "What the provider calls this installation.",
    },
    Setting {
        name: "openid_client_secret_file",
        flag: "openid-client-secret-file",
        variable: "LOTSE_OPENID_CLIENT_SECRET_FILE",
        default: "",
        meaning: "File with the secret by which this installation proves to the provider who it is. Empty: a public client, which PKCE alone protects.",
    },
    Setting {
        name: "openid_name",
        flag: "openid-name",
        variable: "LOTSE_OPENID_NAME",
        default: "",
        meaning: "What people call the provider, as in “Sign in with …”. Empty: its host.",
    },
    Setting {
        name: "openid_scopes",
        flag: "openid-scopes",
        variable: "LOTSE_OPENID_SCOPES",
        default: "openid email profile",
        meaning: "What the provider is asked for, separated by spaces.",
    },
    Setting {
        name: "openid_groups_claim",
        flag: "openid-groups-claim",
        variable: "LOTSE_OPENID_GROUPS_CLAIM",
        default: "groups",
        meaning: "Claim with the groups of a person; dots lead into claims, as in realm_access.roles.",
    },
    Setting {
        name: "openid_roles",
        flag: "openid-roles",
        variable: "LOTSE_OPENID_ROLES",
        default: "",
        meaning: "Which group gives which role: a list of texts “group = role” or “group = role in service”, where the service is its place in addresses. As a flag or variable separated by semicolons.",
    },
    Setting {
        name: "openid_acr",
        flag: "openid-acr",
        variable: "LOTSE_OPENID_ACR",
        default: "",
        meaning: "Ways of proving oneself (acr) that are strong enough, separated by commas. The provider is asked for one of them, and any other is refused. Empty: any.",
    },
    Setting {
        name: "openid_add_people",
        flag: "openid-add-people",
        variable: "LOTSE_OPENID_ADD_PEOPLE",
        default: "no",
        meaning: "Whether the provider may add people: yes adds whoever has a group that gives a role, no lets in only people who were invited.",
    },
    Setting {
        name: "log",
        flag: "log",
        variable: "LOTSE_LOG",
        default: "info",
        meaning: "Which log lines are written: error, warn, info, debug, or a filter by part.",
    },
    Setting {
        name: "log_format",
        flag: "log-format",
        variable: "LOTSE_LOG_FORMAT",
        default: "text",
        meaning: "How log lines look: text for people, json for programs.",
    },
];

/// The setting of this name in the file.
pub fn by_name(name: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.name == name)
}
