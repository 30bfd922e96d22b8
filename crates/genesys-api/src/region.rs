//! The regions of Genesys Cloud and their hosts, so that a region is a word and a wrong word is refused before any call.

use std::fmt;

/// A region of Genesys Cloud.
///
/// In a region with the domain `D` the API is at `api.D`, OAuth at `login.D` and uploads at `apps.D`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Hash)]
pub struct Region {
    name: &'static str,
    domain: &'static str,
}

/// Every region that the platform's own tools know. `dca` and `tca` are Genesys' test clouds.
const REGIONS: [Region; 20] = [
    region("us-east-1", "mypurecloud.com"),
    region("us-east-2", "use2.us-gov-pure.cloud"),
    region("us-west-2", "usw2.pure.cloud"),
    region("ca-central-1", "cac1.pure.cloud"),
    region("mx-central-1", "mxc1.pure.cloud"),
    region("sa-east-1", "sae1.pure.cloud"),
    region("eu-west-1", "mypurecloud.ie"),
    region("eu-west-2", "euw2.pure.cloud"),
    region("eu-central-1", "mypurecloud.de"),
    region("eu-central-2", "euc2.pure.cloud"),
    region("me-central-1", "mec1.pure.cloud"),
    region("ap-northeast-1", "mypurecloud.jp"),
    region("ap-northeast-2", "apne2.pure.cloud"),
    region("ap-northeast-3", "apne3.pure.cloud"),
    region("ap-south-1", "aps1.pure.cloud"),
    region("ap-southeast-1", "apse1.pure.cloud"),
    region("ap-southeast-2", "mypurecloud.com.au"),
    region("eusc-de-east-1", "edee1.eusc-pure.cloud"),
    region("dca", "inindca.com"),
    region("tca", "inintca.com"),
];

const fn region(name: &'static str, domain: &'static str) -> Region {
    Region { name, domain }
}

impl Region {
    /// Finds a region by its AWS name, in any letter case.
    ///
    /// # Errors
    ///
    /// When there is no such region; the error lists the names that are nearest.
    pub fn parse(name: &str) -> Result<Self, UnknownRegion> {
        let wanted = name.trim().to_lowercase();
        if let Some(region) = REGIONS.iter().find(|region| region.name == wanted) {
            return Ok(*region);
        }
        // The domain is what people see in their browser; whoever writes it has said which region is meant.
        if let Some(region) = REGIONS.iter().find(|region| {
            wanted == region.domain
                || wanted.strip_suffix(region.domain).is_some_and(|host| host.ends_with('.'))
        }) {
            return Err(UnknownRegion { name: name.to_owned(), nearest: vec![region.name] });
        }
        let mut nearest = REGIONS
            .iter()
            .map(|region| (strsim::osa_distance(&wanted, region.name), region.name))
            .collect::<Vec<_>>();
        nearest.sort_unstable();
        let best = nearest.first().map_or(0, |(distance, _)| *distance);
        let nearest = nearest
            .into_iter()
            .take_while(|(distance, _)| best <= 4 && *distance <= best + 1)
            .map(|(_, name)| name)
            .take(4)
            .collect();
        Err(UnknownRegion { name: name.to_owned(), nearest })
    }

    /// Every region there is.
    pub fn all() -> impl Iterator<Item = Self> {
        REGIONS.into_iter()
    }

    /// The AWS name, `eu-west-1`.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// The domain of the region, `mypurecloud.ie`.
    pub fn domain(self) -> &'static str {
        self.domain
    }

    /// Where the API is.
    pub fn api_url(self) -> String {
        format!("https://api.{}", self.domain)
    }

    /// Where tokens are minted.
    pub fn login_url(self) -> String {
        format!("https://login.{}", self.domain)
    }

    /// Where scripts, prompts and contact lists are uploaded.
    pub fn apps_url(self) -> String {
        format!("https://apps.{}", self.domain)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A region that does not exist.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownRegion {
    /// The name that was given.
    pub name: String,
    /// The names that are nearest to it; empty when none is near.
    pub nearest: Vec<&'static str>,
}

impl fmt::Display for UnknownRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no region {:?}; ", self.name)?;
        if self.nearest.is_empty() {
            let all = REGIONS.map(Region::name).join(", ");
            write!(f, "the regions are {all}")
        } else {
            write!(f, "did you mean {}?", self.nearest.join(" or "))
        }
    }
}

impl std::error::Error for UnknownRegion {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_found_in_any_letter_case() {
        let region = Region::parse(" EU-West-1 ").unwrap();
        assert_eq!(
            [region.api_url(), region.login_url(), region.apps_url()],
            ["https://api.mypurecloud.ie", "https://login.mypurecloud.ie", "https://apps.mypurecloud.ie"]
        );
    }

    #[test]
    fn a_misspelt_region_names_its_neighbours() {
        let check = |name: &str, message: &str| {
            assert_eq!(Region::parse(name).unwrap_err().to_string(), message);
        };
        check("eu-wset-1", "there is no region \"eu-wset-1\"; did you mean eu-west-1 or eu-west-2?");
        check("mypurecloud.de", "there is no region \"mypurecloud.de\"; did you mean eu-central-1?");
        check("api.usw2.pure.cloud", "there is no region \"api.usw2.pure.cloud\"; did you mean us-west-2?");
        assert!(Region::parse("the moon").unwrap_err().to_string().contains("the regions are us-east-1, "));
    }
}
