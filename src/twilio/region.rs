//! Regions and edges: which of Twilio's data centres an account's data is in, and through which door it is reached.
//!
//! Hosts are `product.edge.region.twilio.com` (docs:global-infrastructure); without either, US1.

/// A region and an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    region: String,
    edge: String,
}

/// The regions, each with the edge that lies beside it.
const REGIONS: [(&str, &str); 9] = [
    ("us1", "ashburn"),
    ("us2", "umatilla"),
    ("ie1", "dublin"),
    ("de1", "frankfurt"),
    ("au1", "sydney"),
    ("sg1", "singapore"),
    ("jp1", "tokyo"),
    ("jp2", "osaka"),
    ("br1", "sao-paulo"),
];

impl Region {
    /// Reads `TWILIO_REGION` and `TWILIO_EDGE`, as Twilio's own libraries do: a region alone is reached through its own
    /// edge, an edge alone leads to US1. None for US1 without an edge.
    ///
    /// # Errors
    /// The variable that is wrong, and the rule.
    pub fn read(region: Option<&str>, edge: Option<&str>) -> Result<Option<Self>, (&'static str, String)> {
        let lower = |text: &str| text.trim().to_ascii_lowercase();
        let (region, edge) = (region.map(lower), edge.map(lower));
        let name = region.as_deref().unwrap_or("us1");
        let Some((_, beside)) = REGIONS.iter().find(|(known, _)| *known == name) else {
            let known: Vec<&str> = REGIONS.iter().map(|(name, _)| *name).collect();
            return Err(("TWILIO_REGION", format!("must be one of {}", known.join(", "))));
        };
        // It becomes a part of the host that credentials are sent to.
        let fits = |edge: &str| edge.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        match edge {
            Some(edge) if !fits(&edge) => {
                Err(("TWILIO_EDGE", "must be the name of an edge, for example dublin".to_owned()))
            }
            None if name == "us1" => Ok(None),
            edge => {
                Ok(Some(Self { region: name.to_owned(), edge: edge.unwrap_or_else(|| (*beside).to_owned()) }))
            }
        }
    }

    /// For example `ie1`.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// For example `dublin`.
    #[must_use]
    pub fn edge(&self) -> &str {
        &self.edge
    }

    /// The host there of a product whose host in US1 is given.
    pub(super) fn host(&self, host: &str) -> String {
        let product = host.strip_suffix(".twilio.com").unwrap_or(host);
        format!("{product}.{}.{}.twilio.com", self.edge, self.region)
    }
}

#[cfg(test)]
mod tests;
