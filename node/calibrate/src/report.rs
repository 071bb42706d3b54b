//! What was measured, for an operator to read.

use std::fmt;

use executor::prices;
use primitives::limits::BLOCK_GAS_LIMIT;
use serde::Serialize;

use crate::{classes::Group, disk::Disk, measure::Row, page, reference::NANOSECONDS_PER_GAS};

/// A class with a ratio above this means that the schedule is not sound on this machine.
const RATIO_MAX: f64 = 2.0;

/// The same for what a search has found.
pub(crate) const FOUND_RATIO_MAX: f64 = 3.0;

/// What a machine does for the schedule's gas.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Nanoseconds of processor time that one gas may take here: 3 on the reference core.
    pub nanoseconds_per_gas: f64,
    /// Every class.
    pub rows: Vec<Row>,
    /// How long the disk makes a block wait.
    pub disk: Disk,
}

impl Report {
    /// Gas of the reference mix that a core works off in a second.
    pub fn gas_per_second(&self) -> f64 {
        1e9 / self.nanoseconds_per_gas
    }

    /// The class that is nearest to its limit, or furthest beyond it.
    pub fn worst(&self) -> Option<&Row> {
        let share = |row: &Row| row.ratio / limit(row);
        self.rows.iter().max_by(|a, b| share(a).total_cmp(&share(b)))
    }

    /// True if no class takes more than twice the reference's time per gas, and nothing a search found three times.
    pub fn is_sound(&self) -> bool {
        self.rows.iter().all(|row| row.ratio <= limit(row))
    }

    /// Seconds that a block of nothing but first accesses to slots waits if this disk answers every one of them.
    pub fn cold_block_seconds(&self) -> f64 {
        (BLOCK_GAS_LIMIT.get() / prices::COLD_SLOT.get()) as f64 * self.disk.cold_read_us / 1e6
    }

    /// Everything but the classes, a line for each subject.
    pub fn summary(&self) -> String {
        let block = BLOCK_GAS_LIMIT.get() as f64;
        let speed = self.gas_per_second();
        let mut lines = vec![
            format!(
                "speed     {:.0} million gas per second and core: {:.2} full blocks ({:.2} of the reference core)",
                speed / 1e6,
                speed / block,
                NANOSECONDS_PER_GAS / self.nanoseconds_per_gas
            ),
            format!(
                "disk      a synced write of 128 KiB waits {:.0} us (worst {:.0} us), a cold read of 4 KiB {:.0} us",
                self.disk.synced_write_us, self.disk.synced_write_worst_us, self.disk.cold_read_us
            ),
            format!(
                "waiting   a first access to a slot pays for {:.1} us; a block of nothing else, all from disk, waits {:.1} s",
                prices::COLD_SLOT.get() as f64 * self.nanoseconds_per_gas / 1_000.0,
                self.cold_block_seconds()
            ),
        ];
        if let Some(worst) = self.worst() {
            let seconds = block / speed * worst.ratio;
            lines.push(format!("worst     {:.2}: {}; a block of it takes {seconds:.2} s", worst.ratio, worst.class));
        }
        let verdict = if self.is_sound() {
            "sound: no class takes more than twice the reference's time per gas, no find three times"
        } else {
            "NOT SOUND: a class takes more than twice the reference's time per gas, or a find three times"
        };
        lines.push(format!("verdict   {verdict}\n"));
        lines.join("\n")
    }

    /// The page of the documentation: every price of the schedule, then what was measured.
    pub fn to_markdown(&self) -> String {
        page::page(self)
    }

    /// The report for programs.
    pub fn to_json(&self) -> String {
        let mut value = serde_json::json!({
            "gasPerSecond": self.gas_per_second(),
            "blocksPerSecond": self.gas_per_second() / BLOCK_GAS_LIMIT.get() as f64,
            "sound": self.is_sound(),
            "worst": self.worst(),
            "coldBlockSeconds": self.cold_block_seconds(),
        });
        value["report"] = serde_json::json!(self);
        value.to_string()
    }
}

/// The highest ratio that is sound.
fn limit(row: &Row) -> f64 {
    if row.group == Group::Finds { FOUND_RATIO_MAX } else { RATIO_MAX }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut group = None;
        for row in &self.rows {
            if group.replace(row.group) != Some(row.group) {
                writeln!(f, "{:<58} {:>11} {:>12} {:>7}", row.group.to_string(), "gas", "ns", "ratio")?;
            }
            writeln!(f, "  {:<56} {:>11.2} {:>12.2} {:>7.2}", row.class, row.gas, row.nanoseconds, row.ratio)?;
        }
        write!(f, "\n{}", self.summary())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(ratios: &[f64]) -> Report {
        let row = |ratio: &f64| Row {
            group: Group::Operators,
            class: format!("class of {ratio}"),
            gas: 1.0,
            nanoseconds: 3.0 * ratio,
            ratio: *ratio,
        };
        let disk = Disk { synced_write_us: 1.0, synced_write_worst_us: 2.0, cold_read_us: 3.0 };
        Report { nanoseconds_per_gas: 3.0, rows: ratios.iter().map(row).collect(), disk }
    }

    #[test]
    fn a_class_above_twice_the_reference_is_not_sound() {
        assert!(report(&[0.3, 2.0, 1.0]).is_sound());
        let unsound = report(&[0.3, 2.01, 1.0]);
        assert!(!unsound.is_sound());
        assert_eq!(unsound.worst().map(|row| row.class.as_str()), Some("class of 2.01"));
        assert!(unsound.to_string().contains("NOT SOUND"));
    }

    #[test]
    fn json_has_the_verdict_and_every_row() {
        let value: serde_json::Value = serde_json::from_str(&report(&[0.5, 1.5]).to_json()).unwrap();
        assert_eq!(value["sound"], true);
        assert_eq!(value["worst"]["ratio"], 1.5);
        assert_eq!(value["report"]["rows"].as_array().map(Vec::len), Some(2));
    }
}
