//! Everything the binary carries with it, made in `target/site`: the style sheet, the client, the
//! loaders and the chart bundles. Names hold a hash of the content; each file lies there
//! plain, and compressed where it is sent to browsers. A file that did not change is not touched.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::tools::{
    Outcome, cargo, command, need_npm_packages, need_wasm_target, root, run, run_quietly,
};

/// The style sheets in the order of their cascade; `print.css` last.
const STYLES: [&str; 12] = [
    "main.css",
    "week.css",
    "trends.css",
    "explore.css",
    "history.css",
    "signals.css",
    "editions.css",
    "events.css",
    "account.css",
    "people.css",
    "settings.css",
    "print.css",
];

/// How the client is compiled.
pub const CLIENT: [&str; 5] = [
    "--package=app",
    "--lib",
    "--target=wasm32-unknown-unknown",
    "--profile=wasm-release",
    "--features=hydrate",
];

/// Builds all of `target/site`.
pub fn build() -> Outcome {
    let site = root().join("target/site");
    fs::create_dir_all(&site).map_err(|e| format!("cannot make {}: {e}", site.display()))?;
    let charts = root().join("server/charts");
    need_npm_packages(&charts)?;
    let esbuild = charts.join("node_modules/.bin/esbuild");

    let mut made = Made { site, names: BTreeSet::new() };
    made.style(&esbuild)?;
    made.client(&esbuild)?;
    made.explore(&esbuild)?;
    made.charts(&charts)?;
    made.sweep()
}

struct Made {
    site: PathBuf,
    names: BTreeSet<String>,
}

impl Made {
    fn style(&mut self, esbuild: &Path) -> Outcome {
        let mut css = String::new();
        for name in STYLES {
            let path = root().join("style").join(name);
            css.push_str(&fs::read_to_string(&path).map_err(|e| format!("{name}: {e}"))?);
        }
        let minified = minify(esbuild, "css", &css)?;
        self.put("main", "css", minified.as_bytes())
    }

    fn client(&mut self, esbuild: &Path) -> Outcome {
        need_wasm_target()?;
        run(cargo().arg("rustc").args(CLIENT).arg("--crate-type=cdylib"))?;
        let wasm = root().join("target/wasm32-unknown-unknown/wasm-release/app.wasm");
        let input = fs::read(&wasm).map_err(|e| format!("{}: {e}", wasm.display()))?;
        let stamp = root().join("target/client.stamp");
        let bound = root().join("target/client");
        let mark = hash(&input);
        if fs::read_to_string(&stamp).is_ok_and(|old| old == mark) {
            // Bound before from this very file.
        } else {
            let failed = |e| format!("wasm-bindgen: {e:#}");
            let mut bindgen = Bindgen::new();
            bindgen
                .input_path(&wasm)
                .out_name("client")
                .web(true)
                .map_err(failed)?
                .typescript(false)
                .remove_name_section(true)
                .remove_producers_section(true)
                .omit_default_module_path(true);
            bindgen.generate(&bound).map_err(failed)?;
            fs::write(&stamp, mark).map_err(|e| format!("{}: {e}", stamp.display()))?;
        }
        let read = |name: &str| fs::read(bound.join(name)).map_err(|e| format!("{name}: {e}"));
        self.put("client_bg", "wasm", &read("client_bg.wasm")?)?;
        let glue = String::from_utf8_lossy(&read("client.js")?).into_owned();
        self.put("client", "js", minify(esbuild, "js", &glue)?.as_bytes())?;
        let loader = fs::read_to_string(root().join("app/islands.js"))
            .map_err(|e| format!("app/islands.js: {e}"))?;
        self.put("islands", "js", minify(esbuild, "js", &loader)?.as_bytes())
    }

    /// What goes through a chart in the browser, what loads it, and what steps through periods.
    fn explore(&mut self, esbuild: &Path) -> Outcome {
        for name in ["explore", "reader", "steps"] {
            let path = root().join("app/explore").join(format!("{name}.js"));
            let text = fs::read_to_string(&path).map_err(|e| format!("{name}.js: {e}"))?;
            self.put(name, "js", minify(esbuild, "js", &text)?.as_bytes())?;
        }
        Ok(())
    }

    /// The chart engine twice: for the server, with one name and nothing compressed, and for browsers.
    fn charts(&mut self, charts: &Path) -> Outcome {
        let inputs = ["draw.js", "live.js", "package-lock.json", "package.json"];
        let mut all = Vec::new();
        for name in inputs {
            all.extend(fs::read(charts.join(name)).map_err(|e| format!("{name}: {e}"))?);
        }
        let stamp = root().join("target/charts.stamp");
        let (draw, live) = (self.site.join("draw.js"), root().join("target/live.js"));
        let old = fs::read_to_string(&stamp).unwrap_or_default();
        if !draw.exists() || !live.exists() || old != hash(&all) {
            for (script, bundle) in [("build", &draw), ("build:live", &live)] {
                run(command("npm", charts)
                    .args(["run", "--silent", script, "--"])
                    .arg(format!("--outfile={}", bundle.display())))?;
            }
            fs::write(&stamp, hash(&all)).map_err(|e| format!("{}: {e}", stamp.display()))?;
        }
        self.names.insert("draw.js".into());
        let bundle = fs::read(&live).map_err(|e| format!("{}: {e}", live.display()))?;
        self.put("live", "js", &bundle)
    }

    fn put(&mut self, stem: &str, ending: &str, content: &[u8]) -> Outcome {
        let name = format!("{stem}.{}.{ending}", &hash(content)[..16]);
        let path = self.site.join(&name);
        for (suffix, squeeze) in
            [("", None), (".br", Some(brotli as Squeeze)), (".gz", Some(gzip as Squeeze))]
        {
            let path = self.site.join(format!("{name}{suffix}"));
            if !path.exists() {
                let bytes =
                    squeeze.map_or_else(|| Ok(content.to_vec()), |squeeze| squeeze(content));
                let bytes = bytes.map_err(|e| format!("{}: {e}", path.display()))?;
                fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
            }
            self.names.insert(format!("{name}{suffix}"));
        }
        let size =
            |suffix| fs::metadata(format!("{}{suffix}", path.display())).map_or(0, |m| m.len());
        println!("  {name}: {} bytes, {} as brotli", size(""), size(".br"));
        Ok(())
    }

    /// Removes what an earlier build left.
    fn sweep(&self) -> Outcome {
        let entries = fs::read_dir(&self.site).map_err(|e| e.to_string())?;
        for entry in entries.flatten() {
            if !self.names.contains(&*entry.file_name().to_string_lossy()) {
                fs::remove_file(entry.path()).map_err(|e| e.to_string())?;
            }
        }
        Ok(())
    }
}

type Squeeze = fn(&[u8]) -> std::io::Result<Vec<u8>>;

fn brotli(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 11, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(out)
}

fn gzip(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(content)?;
    writer.finish()
}

fn hash(content: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn minify(esbuild: &Path, loader: &str, text: &str) -> Outcome<String> {
    let scratch = root().join("target").join(format!("minify.{loader}"));
    fs::write(&scratch, text).map_err(|e| format!("{}: {e}", scratch.display()))?;
    let mut esbuild = command(&esbuild.to_string_lossy(), &root());
    run_quietly(esbuild.arg(&scratch).args([
        "--minify",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=warning",
    ]))
}
