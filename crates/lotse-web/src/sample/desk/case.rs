//! Invented cases. Every member of staff sees the same ones.

/// An application as staff see it.
pub(super) struct Case {
    /// Its number.
    pub(super) number: u32,
    /// Invented applicant.
    pub(super) applicant: &'static str,
    /// Town.
    pub(super) town: &'static str,
    /// People in the household.
    pub(super) people: u32,
    /// The household's monthly income, in cents.
    pub(super) income_cents: i64,
    /// What heating costs in a month, in cents.
    pub(super) heating_cents: i64,
    /// How the home is heated: part of a key of the catalogue.
    pub(super) fuel: &'static str,
    /// Days since it came in.
    pub(super) days: i64,
    /// Kinds of documents that it has: parts of keys of the catalogue.
    pub(super) documents: &'static [&'static str],
}

/// From which day on a case is late.
const LATE_DAYS: i64 = 10;

impl Case {
    /// Whether it has waited too long.
    pub(super) fn is_late(&self) -> bool {
        self.days >= LATE_DAYS
    }
}

macro_rules! cases {
    ($($number:literal $applicant:literal $town:literal $people:literal $income:literal
       $heating:literal $fuel:literal $days:literal [$($document:literal),*];)*) => {
        /// All cases, the oldest first.
        pub(super) const CASES: &[Case] = &[$(Case {
            number: $number, applicant: $applicant, town: $town, people: $people,
            income_cents: $income * 100, heating_cents: $heating * 100, fuel: $fuel, days: $days,
            documents: &[$($document),*],
        }),*];
    };
}

cases! {
    4071 "Rosa Delgado" "Port Anne" 4 3150 210 "gas" 14 ["payslip", "heating-bill"];
    4078 "Samuel Brandt" "Millbrook" 1 1490 95 "electricity" 12 ["benefit-letter"];
    4080 "Nadia Rahman" "Port Anne" 3 2780 180 "oil" 11 ["payslip", "payslip", "heating-bill"];
    4092 "Tomasz Nowak" "East Ferry" 2 3420 140 "gas" 9 ["payslip"];
    4095 "Grace Whitfield" "Millbrook" 1 2410 120 "district" 8 ["benefit-letter", "heating-bill"];
    4101 "Yusuf Demir" "Harborview" 5 4880 260 "gas" 8 ["payslip", "tenancy"];
    4107 "Helena Costa" "Port Anne" 2 1985 150 "wood" 6 ["payslip", "heating-bill"];
    4110 "Martin Keller" "East Ferry" 1 2600 110 "electricity" 5 ["payslip"];
    4116 "Layla Mansour" "Harborview" 6 5210 300 "oil" 4 ["payslip", "benefit-letter", "heating-bill"];
    4119 "Peter Oduya" "Millbrook" 3 3300 170 "gas" 3 ["tenancy"];
    4124 "Ingrid Solberg" "Harborview" 2 2950 155 "district" 2 ["payslip", "heating-bill"];
    4130 "Victor Amaral" "Port Anne" 4 4020 225 "gas" 1 ["payslip"];
}

/// The case with this number.
pub(super) fn find(number: u32) -> Option<&'static Case> {
    CASES.iter().find(|case| case.number == number)
}

/// Cases whose number or applicant holds `words`, whatever their case.
pub(super) fn search(words: &str) -> Vec<&'static Case> {
    let words = words.trim().to_lowercase();
    let held = |case: &&Case| {
        case.applicant.to_lowercase().contains(&words)
            || case.town.to_lowercase().contains(&words)
            || case.number.to_string().contains(&words)
    };
    if words.is_empty() { Vec::new() } else { CASES.iter().filter(held).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_are_found_by_name_town_and_number() {
        let numbers = |words| search(words).iter().map(|case| case.number).collect::<Vec<_>>();
        assert_eq!(numbers(" keller "), [4110]);
        assert_eq!(numbers("41"), [4101, 4107, 4110, 4116, 4119, 4124, 4130]);
        assert_eq!(numbers("millbrook").len(), 3);
        assert!(numbers("").is_empty() && numbers("nobody").is_empty());
    }

    #[test]
    fn the_oldest_comes_first_and_numbers_are_unique() {
        for pair in CASES.windows(2) {
            assert!(pair[0].days >= pair[1].days && pair[0].number < pair[1].number);
        }
    }
}
