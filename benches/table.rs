//! Prints what criterion measured last as one table: median, its confidence interval, and the time per element. What
//! metering costs is a ratio of two times; below the kernels stand its geometric mean and its worst.

use std::{fs, path::Path, process::ExitCode};

use serde_json::Value;

/// Benchmarks whose values are ratios.
const RATIOS: &str = "metering/";

/// One measured benchmark: nanoseconds, or a ratio.
struct Row {
    name: String,
    median: f64,
    low: f64,
    high: f64,
    elements: u64,
}

fn main() -> ExitCode {
    let folder = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let folder = Path::new(&folder).join("criterion");
    let mut rows = Vec::new();
    collect(&folder, &mut rows);
    if rows.is_empty() {
        eprintln!("no measurements in {}: run `make bench`", folder.display());
        return ExitCode::FAILURE;
    }
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    println!("{:<52} {:>12} {:>25} {:>14}", "benchmark", "median", "95 % interval", "per element");
    let shown = |row: &Row, value| if row.is_ratio() { format!("{value:.3} x") } else { time(value) };
    for row in &rows {
        let interval = format!("{} .. {}", shown(row, row.low), shown(row, row.high));
        let each = if row.elements > 1 { time(row.median / row.elements as f64) } else { String::new() };
        println!("{:<52} {:>12} {:>25} {:>14}", row.name, shown(row, row.median), interval, each);
    }
    let ratios: Vec<f64> = rows.iter().filter(|row| row.is_ratio()).map(|row| row.median).collect();
    if !ratios.is_empty() {
        let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
        let worst = ratios.iter().copied().fold(0.0, f64::max);
        println!("\nmetering, {} kernels: geometric mean {mean:.3} x, worst {worst:.3} x", ratios.len());
    }
    ExitCode::SUCCESS
}

impl Row {
    fn is_ratio(&self) -> bool {
        self.name.starts_with(RATIOS)
    }
}

/// Reads every `new/` folder below `folder`.
fn collect(folder: &Path, rows: &mut Vec<Row>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
        if entry.file_name() == "new" {
            rows.extend(row(&entry.path()));
        } else {
            collect(&entry.path(), rows);
        }
    }
}

fn row(folder: &Path) -> Option<Row> {
    let read = |name: &str| -> Option<Value> { serde_json::from_slice(&fs::read(folder.join(name)).ok()?).ok() };
    let (benchmark, estimates) = (read("benchmark.json")?, read("estimates.json")?);
    let median = &estimates["median"];
    let name = benchmark["full_id"].as_str()?.to_owned();
    let counted = name.rsplit_once("count=").and_then(|(_, count)| count.parse().ok());
    Some(Row {
        elements: benchmark["throughput"]["Elements"].as_u64().or(counted).unwrap_or(1),
        name,
        median: median["point_estimate"].as_f64()?,
        low: median["confidence_interval"]["lower_bound"].as_f64()?,
        high: median["confidence_interval"]["upper_bound"].as_f64()?,
    })
}

fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} us", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
