//! Who is at the other end of a connection, and for whom a proxy asks.
//!
//! Refuses to believe a forwarding header of anybody but the proxies that the settings name.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

/// The header proxies write the asker's address into.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
/// Headers by which a proxy shows itself.
const FORWARDING: [HeaderName; 4] = [
    FORWARDED_FOR,
    HeaderName::from_static("x-real-ip"),
    HeaderName::from_static("x-forwarded-proto"),
    header::FORWARDED,
];

/// The other end of the connection a request came by.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// An address, or all that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    bits: u128,
    length: u32,
}

/// IPv4 addresses stand among those of IPv6 as RFC 4291 (2.5.5.2) has it.
fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_ipv6_mapped()),
        IpAddr::V6(address) => u128::from(address),
    }
}

impl Network {
    /// Reads `10.0.0.0/8` or `::1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) =
            text.trim().split_once('/').map_or((text.trim(), None), |(a, n)| (a, Some(n)));
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = length.map_or(Some(most), |length| length.parse().ok())?;
        (length <= most).then(|| Self { bits: bits(address), length: length + 128 - most })
    }

    /// Whether an address is in it.
    pub fn holds(self, address: IpAddr) -> bool {
        let differ = self.bits ^ bits(address);
        self.length == 0 || differ >> (128 - self.length) == 0
    }
}

/// Whose request it is: the peer's, or, where that is a proxy we trust, the last one of its list that
/// is none.
pub fn asker(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|network| network.holds(address));
    if !is_trusted(peer) {
        return peer.to_canonical();
    }
    let lines = headers.get_all(FORWARDED_FOR);
    let listed: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    let mut nearest = peer;
    for text in listed.into_iter().rev() {
        // What no address is was not written by a proxy of ours.
        let Ok(address) = text.trim().parse::<IpAddr>() else { break };
        nearest = address;
        if !is_trusted(address) {
            break;
        }
    }
    nearest.to_canonical()
}

/// Whether a request comes from this machine itself, with no proxy in between.
pub fn is_local(peer: Option<&Peer>, headers: &HeaderMap) -> bool {
    peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && FORWARDING.iter().all(|name| !headers.contains_key(name))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn networks() {
        #[track_caller]
        fn check(network: &str, address: &str, expected: bool) {
            let holds = Network::parse(network).map(|one| one.holds(address.parse().unwrap()));
            assert_eq!(holds, Some(expected), "{address} in {network}");
        }
        check("127.0.0.0/8", "127.0.0.1", true);
        check("127.0.0.0/8", "::ffff:127.9.9.9", true);
        check("127.0.0.0/8", "128.0.0.1", false);
        check("10.1.2.3", "10.1.2.3", true);
        check("10.1.2.3", "10.1.2.4", false);
        check("0.0.0.0/0", "255.255.255.255", true);
        check("0.0.0.0/0", "2001:db8::1", false);
        check("::/0", "10.0.0.1", true);
        check("2001:db8::/32", "2001:db8:1::1", true);
        check("2001:db8::/32", "2001:db9::1", false);
        for wrong in ["", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/x", "10.0.0/8"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted = ["127.0.0.0/8", "10.0.0.0/8"].map(|one| Network::parse(one).unwrap());
        let check = |peer: &str, sent: &[&'static str], expected: &str| {
            let mut headers = HeaderMap::new();
            for line in sent {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
            }
            let found = asker(peer.parse().unwrap(), &headers, &trusted);
            assert_eq!(found.to_string(), expected, "{peer} {sent:?}");
        };
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["198.51.100.1"], "192.0.2.1");
        check("127.0.0.1", &["198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1");
        check("127.0.0.1", &["203.0.113.9", "198.51.100.1, 10.0.0.7"], "198.51.100.1");
        check("127.0.0.1", &["198.51.100.1, nonsense"], "127.0.0.1");
        check("::ffff:127.0.0.1", &["2001:db8::7"], "2001:db8::7");
        check("127.0.0.1", &["10.0.0.7"], "10.0.0.7");
    }

    #[test]
    fn local_is_this_machine_without_a_proxy() {
        let here = Peer("127.0.0.1:5".parse().unwrap());
        let there = Peer("192.0.2.1:5".parse().unwrap());
        let mut headers = HeaderMap::new();
        assert!(is_local(Some(&here), &headers));
        assert!(!is_local(Some(&there), &headers));
        assert!(!is_local(None, &headers));
        headers.insert(FORWARDED_FOR, HeaderValue::from_static("127.0.0.1"));
        assert!(!is_local(Some(&here), &headers));
    }
}
