//! Years and months in China, where all clocks show UTC+8.

const SECONDS_PER_DAY: u64 = 86_400;
const EAST_OF_UTC: u64 = 8 * 3_600;

/// The year and the month, 1 to 12, of a time in seconds since 1970. By the day count of the proleptic Gregorian
/// calendar from 1 March of year 0, when leap days end a year.
pub fn year_and_month(timestamp: u64) -> (u64, u64) {
    let days = timestamp.saturating_add(EAST_OF_UTC) / SECONDS_PER_DAY + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year_of_era = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let (month, next_year) = if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
    (era * 400 + year_of_era + next_year, month)
}
