//! Asking the provider: without following anywhere, within a time, and for no more than so much.

use std::{future::Future, pin::Pin, time::Duration};

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use thiserror::Error;

use super::settings::is_guarded;

/// How long one answer may take, from the connection to its last byte.
const WITHIN: Duration = Duration::from_secs(10);
/// The longest answer, in bytes.
const LONGEST: usize = 1 << 20;

/// Why there is no answer.
#[derive(Debug, Error)]
pub(super) enum HttpError {
    /// It is asked for without encryption.
    #[error("{0} is not encrypted")]
    PlainHttp(String),
    /// The provider could not be asked, or did not answer in time.
    #[error(transparent)]
    Request(#[from] reqwest::Error),
    /// The answer is longer than the limit.
    #[error("the answer is longer than {LONGEST} bytes")]
    TooLong,
}

/// The one who asks.
pub(super) struct Http {
    client: reqwest::Client,
    /// Whether the provider is on this machine, and may be asked without encryption.
    is_local: bool,
    /// How long one answer may take.
    pub(super) within: Duration,
}

impl Http {
    /// Somebody who asks a provider elsewhere, or on this machine.
    ///
    /// # Errors
    /// When the machine has no certificates by which a provider proves who it is.
    pub(super) fn new(is_local: bool) -> Result<Self, HttpError> {
        let mut client = reqwest::Client::builder()
            // A provider that leads elsewhere could lead into the network of this machine.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("lotse/", env!("CARGO_PKG_VERSION")));
        if is_local {
            client = client.no_proxy().tls_certs_only([]);
        }
        Ok(Self { client: client.build()?, is_local, within: WITHIN })
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut request = reqwest::Request::try_from(request)?;
        *request.timeout_mut() = Some(self.within);
        if !is_guarded(request.url(), self.is_local) {
            return Err(HttpError::PlainHttp(request.url().origin().ascii_serialization()));
        }
        let mut response =
            self.client.execute(request).await.map_err(reqwest::Error::without_url)?;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(reqwest::Error::without_url)? {
            if body.len() + piece.len() > LONGEST {
                return Err(HttpError::TooLong);
            }
            body.extend_from_slice(&piece);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = response.headers().clone();
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
