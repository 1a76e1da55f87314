//! `ECharts` inside `QuickJS`, on a thread of its own with a queue.
//!
//! Refuses to know what is drawn: an option goes in, the engine's raw SVG comes out.

use std::sync::mpsc;
use std::thread;

use rquickjs::{CatchResultExt, Context, Function, Runtime};
use tokio::sync::oneshot;

use super::DrawError;

/// What one chart may need before it counts as broken; a chart of ten years takes a tenth.
const MEMORY: usize = 64 << 20;
/// Bytes in use from which garbage is collected even while somebody waits.
const GARBAGE: usize = 16 << 20;
/// Stack of the engine's thread and of the interpreter in it.
const STACK: usize = 4 << 20;

/// What the bundle expects of its surroundings: there are no timers, and nothing waits.
const SURROUNDINGS: &str = "globalThis.setTimeout = () => 0; globalThis.clearTimeout = () => {};";

struct Job {
    option: String,
    width: u32,
    height: u32,
    answer: oneshot::Sender<Result<String, DrawError>>,
}

/// The way to the engine's thread; the thread ends when the last one is dropped.
pub(super) struct Engine {
    queue: mpsc::Sender<Job>,
}

impl Engine {
    /// Starts the thread and returns at once; the engine warms up (about 0.1 s) behind the queue.
    pub(super) fn start(bundle: String) -> Self {
        let (queue, jobs) = mpsc::channel();
        let started =
            thread::Builder::new().name("charts".into()).stack_size(STACK * 2).spawn(move || {
                if let Err(error) = work(bundle, &jobs) {
                    tracing::error!(%error, "the chart engine stopped");
                    // Everybody who waits, now or later, hears why.
                    for job in jobs {
                        let _ = job.answer.send(Err(error.clone()));
                    }
                }
            });
        if let Err(error) = started {
            tracing::error!(%error, "no thread for the chart engine");
        }
        Self { queue }
    }

    /// The engine's SVG of an option.
    pub(super) async fn svg(
        &self,
        option: String,
        width: u32,
        height: u32,
    ) -> Result<String, DrawError> {
        let (answer, drawn) = oneshot::channel();
        let stopped = |_| DrawError::Engine("the chart engine is not running".into());
        self.queue
            .send(Job { option, width, height, answer })
            .map_err(|_| DrawError::Engine("the chart engine is not running".into()))?;
        drawn.await.map_err(stopped)?
    }
}

fn work(bundle: String, jobs: &mpsc::Receiver<Job>) -> Result<(), DrawError> {
    let failed = |error: rquickjs::Error| DrawError::Engine(error.to_string());
    let runtime = Runtime::new().map_err(failed)?;
    runtime.set_memory_limit(MEMORY);
    runtime.set_max_stack_size(STACK);
    let context = Context::full(&runtime).map_err(failed)?;
    // A chart leaves a megabyte behind: collected below, when nobody waits, rather than in the
    // middle of a drawing.
    runtime.set_gc_threshold(GARBAGE);
    let caught = |error: rquickjs::CaughtError| DrawError::Engine(error.to_string());
    context.with(|ctx| {
        ctx.eval::<(), _>(SURROUNDINGS).catch(&ctx).map_err(caught)?;
        ctx.eval::<(), _>(bundle).catch(&ctx).map_err(caught)
    })?;
    let mut next = jobs.recv().ok();
    while let Some(job) = next {
        let svg = context.with(|ctx| {
            let draw: Function = ctx.globals().get("draw").catch(&ctx).map_err(caught)?;
            draw.call((job.option, job.width, job.height)).catch(&ctx).map_err(caught)
        });
        // Nobody waits any more when the reader has gone; the next chart does.
        let _ = job.answer.send(svg);
        next = jobs.try_recv().ok();
        if next.is_none() {
            runtime.run_gc();
            next = jobs.recv().ok();
        }
    }
    Ok(())
}
