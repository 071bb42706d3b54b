//! Prints what criterion measured last as one table: median, its confidence interval, and the time per element.

use std::{fs, path::Path, process::ExitCode};

use serde_json::Value;

/// One measured benchmark.
struct Row {
    name: String,
    median_ns: f64,
    low_ns: f64,
    high_ns: f64,
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
    for row in rows {
        let interval = format!("{} .. {}", shown(row.low_ns), shown(row.high_ns));
        let each = if row.elements > 1 { shown(row.median_ns / row.elements as f64) } else { String::new() };
        println!("{:<52} {:>12} {:>25} {:>14}", row.name, shown(row.median_ns), interval, each);
    }
    ExitCode::SUCCESS
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
        median_ns: median["point_estimate"].as_f64()?,
        low_ns: median["confidence_interval"]["lower_bound"].as_f64()?,
        high_ns: median["confidence_interval"]["upper_bound"].as_f64()?,
    })
}

fn shown(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} us", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
