//! A page as one file: it opens from a disk, loads nothing, runs nothing, and says where it is from.

use std::sync::{Arc, LazyLock};

use axum::{extract::State, http::StatusCode, response::Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use lotse_domain::{query::Period, service::Service};
use sha2::{Digest, Sha256};

use crate::{
    assets, attachment, error::Failure, page::PageRequest, path::ServiceInPath, reader::PARAMETERS,
    state::AppState,
};

/// What a page that is a file says of itself.
#[derive(Clone, Debug)]
pub(crate) struct PageFile {
    /// Whose it is: the organization, and the part of the service or the segment where it is not the whole.
    pub(crate) owner: String,
    /// Who made it and when.
    pub(crate) made: String,
    /// Where the page is.
    pub(crate) address: String,
    /// The sheet, which stands in the file.
    pub(crate) style: &'static str,
    /// Its own policy: the sheet by its hash, and nothing else.
    pub(crate) policy: &'static str,
}

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(assets::STYLE.text()));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
});

impl PageRequest {
    /// The same request, for the page at `path` as a file.
    fn for_file(
        mut self,
        state: &AppState,
        service: &Service,
        path: String,
    ) -> Result<Self, Failure> {
        let text = self.text();
        // Language and theme of the file are those of who reads it; the language is in it already.
        let query = PARAMETERS.iter().fold(self.query.clone(), |query, name| query.with(name, ""));
        let values = [
            ("who", self.caller()?.user.name.as_str().into()),
            ("when", text.format().minute(state.clock.now(), &service.time_zone).into()),
        ];
        let segment = self
            .segment()
            .map(|segment| text.fill("segment-of", &[("name", segment.now.name.as_str().into())]));
        let parts = [Some(state.organization.clone()), self.authority(), segment];
        self.file = Some(PageFile {
            owner: parts
                .into_iter()
                .flatten()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            made: text.fill("file-made", &values),
            address: state.public_url.at(&query.address(&path)),
            style: assets::STYLE.text(),
            policy: &POLICY,
        });
        self.path = path;
        Ok(self)
    }
}

/// Which page becomes a file.
pub(crate) struct Kept<'a> {
    /// What it shows, in the name of the file.
    pub(crate) what: &'a str,
    /// The address of the page.
    pub(crate) path: String,
    /// When, in the name of the file.
    pub(crate) period: &'a Period,
}

/// The page that `show` makes, as a file. Its question was read before, so that a page with mistakes on it
/// is nobody's file.
pub(crate) async fn answer<F>(
    state: AppState,
    in_path: ServiceInPath,
    request: PageRequest,
    Kept { what, path, period }: Kept<'_>,
    show: impl FnOnce(State<AppState>, ServiceInPath, PageRequest) -> F,
) -> Result<Response, Failure>
where
    F: Future<Output = Result<Response, Failure>>,
{
    let service = Arc::clone(&in_path.service);
    let request = request.for_file(&state, &service, path)?;
    let page = show(State(state), in_path, request).await?;
    if page.status() != StatusCode::OK {
        return Err(Failure::Parameter { name: "file" });
    }
    Ok(attachment::named(&attachment::name(&service, what, period, "html"), page))
}
