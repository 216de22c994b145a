//! `hoso serve`: the API and the workers, until Ctrl-C.

use std::{io, net::SocketAddr, time::Duration};

use accounts::{Accounts, OpenId};
use anyhow::{Context as _, Result, bail};
use api::{ApiState, Limits, Views};
use axum::serve::ListenerExt as _;
use jiff::Timestamp;
use registry::{DeepCheckPace, Registry, RegistryError};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use crate::{commands::Answer, open::Store, output, settings::Settings};

/// How often it is asked whether the objects are to be read again.
const CHECK_PAUSE: Duration = Duration::from_secs(3600);
/// How often what is over is taken away.
const SWEEP_PAUSE: Duration = Duration::from_secs(600);
/// How often it is asked whether a month has ended.
const REPORT_PAUSE: Duration = Duration::from_secs(3600);

pub(super) async fn run(settings: &Settings) -> Result<Answer> {
    // The port before the store: a taken port is told at once.
    let listener = listen(settings).await?;
    let store = Store::open(settings).await?;
    serve(settings, store, listener).await
}

/// Takes the port.
///
/// # Errors
/// When another program has it, with what to do.
pub(super) async fn listen(settings: &Settings) -> Result<TcpListener> {
    match TcpListener::bind(settings.listen).await {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => bail!(
            "port {} of {} is taken by another program; stop it, or choose another with --listen 127.0.0.1:{}",
            settings.listen.port(),
            settings.listen.ip(),
            settings.listen.port().saturating_add(1)
        ),
        Err(error) => Err(error).with_context(|| format!("cannot listen on {}", settings.listen)),
    }
}

/// Serves until Ctrl-C (or SIGTERM), then finishes what is under way.
pub(super) async fn serve(settings: &Settings, store: Store, listener: TcpListener) -> Result<Answer> {
    let (stop, stopping) = watch::channel(false);
    let runner = store.runner.clone();
    let mut working = tokio::spawn({
        let stopping = stopping.clone();
        async move { runner.serve(stopping).await }
    });
    let checking = tokio::spawn(keep_checking(settings.clone(), store.registry.clone(), stopping.clone()));
    let accounts = Accounts::new(store.registry.ledger.clone());
    let sweeping = tokio::spawn(keep_sweeping(accounts.clone(), stopping.clone()));
    let reporting = tokio::spawn(keep_reports(settings.clone(), store.registry.clone(), stopping.clone()));
    let there = accounts.are_there().await?;
    if !there && !settings.listen.ip().is_loopback() {
        bail!(
            "there is no account yet, so nobody may come from other machines; make one: hoso user add NAME --role admin"
        );
    }
    let state = ApiState {
        registry: store.registry.clone(),
        accounts: accounts.clone(),
        views: Views::new(store.sandbox.clone()),
        sandbox: store.sandbox.clone(),
        openid: settings.openid.clone().map(OpenId::new).transpose()?,
        limits: Limits::per_account(settings.requests_per_second_max),
        origin: settings.origin.clone(),
        work_folder: store.work_folder.clone(),
        upload_bytes_max: settings.upload_bytes_max,
    };
    // Heard from before anybody is told that there is something to stop.
    let stopped = signals()?;
    output::line(&format!(
        "serving at http://{} ({}). Ctrl-C stops it.",
        listener.local_addr()?,
        if there { "for accounts" } else { "this machine only; no account is made yet: hoso user add" }
    ));
    if !desks::are_built_in() {
        output::line(desks::HOW_TO_BUILD);
    }
    let mut closing = stopping.clone();
    // Else the end of a file waits up to 40 ms until the client's system has acknowledged what came before it.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays slow");
        }
    });
    let service = api::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move {
        // The sender lives until the end of this function.
        let _ = closing.changed().await;
    });
    let serving = tokio::spawn(async move { served.await });
    // Workers that ended by themselves end the service: it would go on acknowledging files that nobody works on.
    let ended = tokio::select! {
        () = stopped => None,
        ended = &mut working => Some(ended),
    };
    output::line("stopping: what is under way is finished first");
    stop.send_replace(true);
    match ended {
        Some(ended) => ended??,
        None => working.await??,
    }
    checking.await?;
    reporting.await?;
    sweeping.await?;
    // Streams of events end only with their clients; everything else has answered by now.
    if let Ok(ended) = tokio::time::timeout(std::time::Duration::from_secs(5), serving).await {
        ended??;
    }
    store.close().await?;
    Ok(Answer::Done)
}

/// Reads all objects when it is time again, at the rate that is set; a check that a stop interrupted goes on at the next start.
async fn keep_checking(settings: Settings, registry: Registry, mut stopping: watch::Receiver<bool>) {
    let Some(interval) = settings.check_interval else { return };
    while !*stopping.borrow() {
        let pace = DeepCheckPace { bytes_per_second_max: settings.check_bytes_per_second_max, restart: false };
        let checked = match is_due(&registry, interval).await {
            Ok(true) => registry.deep_check(pace, || *stopping.borrow()).await.map(drop),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = checked {
            tracing::error!(error = &error as &dyn std::error::Error, "the objects could not be checked");
        }
        tokio::select! {
            _ = stopping.changed() => (),
            () = tokio::time::sleep(CHECK_PAUSE) => (),
        }
    }
}

/// Keeps the report of each month, soon after its end.
async fn keep_reports(settings: Settings, registry: Registry, mut stopping: watch::Receiver<bool>) {
    let Some(monthly) = settings.monthly_report else { return };
    while !*stopping.borrow() {
        match registry.keep_monthly_report(&monthly).await {
            Ok(Some(number)) => tracing::info!(number, "the monthly report is kept"),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the monthly report could not be kept");
            }
        }
        tokio::select! {
            _ = stopping.changed() => (),
            () = tokio::time::sleep(REPORT_PAUSE) => (),
        }
    }
}

/// Takes away sessions and attempts that are over.
async fn keep_sweeping(accounts: Accounts, mut stopping: watch::Receiver<bool>) {
    while !*stopping.borrow() {
        if let Err(error) = accounts.sweep(Timestamp::now()).await {
            tracing::error!(error = &error as &dyn std::error::Error, "what is over could not be swept away");
        }
        tokio::select! {
            _ = stopping.changed() => (),
            () = tokio::time::sleep(SWEEP_PAUSE) => (),
        }
    }
}

async fn is_due(registry: &Registry, interval: Duration) -> Result<bool, RegistryError> {
    let last = registry.last_deep_check().await?.and_then(|last| last.finished_at);
    let age = last.map(|at| Timestamp::now().duration_since(at));
    Ok(age.is_none_or(|age| Duration::try_from(age).is_ok_and(|age| age >= interval)))
}

/// Ends with the first Ctrl-C or SIGTERM since this call.
fn signals() -> Result<impl Future<Output = ()>> {
    let listen = |kind| signal(kind).context("signals cannot be heard");
    let (mut interrupt, mut terminate) = (listen(SignalKind::interrupt())?, listen(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
    })
}
