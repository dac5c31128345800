use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::{Files, Resolved, Source, Sources, resolve};
use crate::settings::app::{PASSWORD, SETTINGS};
use crate::settings::config_file::{ConfigFile, Scope};
use crate::settings::dotenv::EnvFile;
use crate::settings::env::Environment;

/// A world in which each source may be silent.
#[derive(Default)]
struct World {
    flags: BTreeMap<&'static str, String>,
    password: Option<SecretString>,
    env: Vec<(&'static str, &'static str)>,
    config: &'static str,
    env_file: &'static str,
    deployed: BTreeMap<&'static str, &'static str>,
    sandbox: bool,
}

impl World {
    fn resolved(&self) -> Resolved {
        let env: Environment =
            self.env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let files = Files {
            config: Some(ConfigFile::parse("pam.toml", self.config).unwrap()),
            env_file: Some(EnvFile::parse(".env", self.env_file)),
        };
        resolve(&Sources {
            flags: &self.flags,
            password: self.password.as_ref(),
            env: &env,
            files: &files,
            scope: Scope { name: "pam", environment: "production", sandbox: self.sandbox },
            deployed: &|key| self.deployed.get(key).map(|value| (*value).to_owned()),
            local: self.sandbox,
        })
    }

    fn value(&self, variable: &str) -> Result<String, String> {
        let resolved = self.resolved();
        let checked = resolved.of(variable).unwrap().value.clone().unwrap();
        checked.map(|value| value.expose_secret().to_owned())
    }
}

const ALL: fn() -> World = || World {
    flags: [("REMINDER_FIRST_TIMING", "10h".to_owned())].into(),
    env: vec![("REMINDER_FIRST_TIMING", "20h")],
    config: "first-reminder = \"30h\"",
    env_file: "# default: 60h\nREMINDER_FIRST_TIMING=40h",
    deployed: [("REMINDER_FIRST_TIMING", "50h")].into(),
    ..World::default()
};

#[test]
fn the_strongest_source_that_says_something_counts() {
    let silence: [fn(&mut World); 6] = [
        |world| world.flags.clear(),
        |world| world.env.clear(),
        |world| world.config = "",
        |world| world.env_file = "# default: 60h\nREMINDER_FIRST_TIMING=",
        |world| world.deployed.clear(),
        |world| world.env_file = "",
    ];
    let mut world = ALL();
    for (step, expected) in ["10h", "20h", "30h", "40h", "50h", "60h", "48h"].into_iter().enumerate() {
        assert_eq!(world.value("REMINDER_FIRST_TIMING").as_deref(), Ok(expected));
        let resolved = world.resolved();
        let found = resolved.of("REMINDER_FIRST_TIMING").unwrap();
        let sources: Vec<Source> = found.candidates.iter().map(|candidate| candidate.source).collect();
        assert_eq!(sources, Source::ORDER[step..], "all others are known, in order");
        if let Some(silence) = silence.get(step) {
            silence(&mut world);
        }
    }
}

#[test]
fn what_is_deployed_is_kept_and_what_quietly_replaces_it_is_known() {
    let deployed = World { deployed: [("CUSTOMER_NAME", "Owl Health")].into(), ..World::default() };
    assert_eq!(deployed.value("CUSTOMER_NAME").as_deref(), Ok("Owl Health"));
    let replaced = |world: World| {
        let resolved = world.resolved();
        let found = resolved.of("CUSTOMER_NAME").unwrap();
        found.quietly_replaced().map(|deployed| deployed.raw.expose_secret().to_owned())
    };
    let with = |change: fn(&mut World)| {
        let mut world = World { deployed: [("CUSTOMER_NAME", "Owl Health")].into(), ..World::default() };
        change(&mut world);
        replaced(world)
    };
    assert_eq!(with(|_| ()), None);
    assert_eq!(with(|world| world.env_file = "CUSTOMER_NAME=Crow").as_deref(), Some("Owl Health"));
    assert_eq!(with(|world| world.config = "customer-name = \"Crow\"").as_deref(), Some("Owl Health"));
    assert_eq!(with(|world| world.config = "customer-name = \" Owl Health\""), None, "it is the same");
    assert_eq!(
        with(|world| world.flags = [("CUSTOMER_NAME", "Crow".to_owned())].into()),
        None,
        "it was typed"
    );
}

#[test]
fn emptied_is_off_where_that_is_possible_and_an_error_elsewhere() {
    let flag =
        |variable: &'static str| World { flags: [(variable, String::new())].into(), ..World::default() };
    assert_eq!(flag("IE_ENDPOINT").value("IE_ENDPOINT").as_deref(), Ok("off"));
    assert_eq!(flag("REMINDER_SECOND_TIMING").value("REMINDER_SECOND_TIMING").as_deref(), Ok("off"));
    let problem = flag("CUSTOMER_NAME").value("CUSTOMER_NAME").unwrap_err();
    assert!(problem.starts_with("must not be empty"), "{problem}");
    let config = World { config: "ehr-endpoint = \"\"", ..World::default() };
    assert_eq!(config.value("IE_ENDPOINT").as_deref(), Ok("off"));
    // An empty variable, in the environment or in .env, is one that is not set.
    let empty = World {
        env: vec![("REMINDER_FIRST_TIMING", "")],
        env_file: "REMINDER_FIRST_TIMING=",
        ..World::default()
    };
    assert_eq!(empty.value("REMINDER_FIRST_TIMING").as_deref(), Ok("48h"));
}

const OLD_INSTALLER: &str = "\
# description: Your mobile number
# format: phone_number
ADMINISTRATOR_PHONE=+1 202 555 0170

# format: text
REMINDER_FIRST_TIMING=4800
REMINDER_SECOND_TIMING=0130
REMINDER_OUTREACH_START=0800
REMINDER_OUTREACH_FINISH=\"2100\"

# format: sid
# contentKey: AUTO_PROVISION
# configurable: false
VERIFY_SID=
SALT=pepper
";

#[test]
fn an_older_installers_file_is_understood() {
    let world = World { env_file: OLD_INSTALLER, ..World::default() };
    for (variable, expected) in [
        ("ADMINISTRATOR_PHONE_NUMBER", "+12025550170"),
        ("REMINDER_FIRST_TIMING", "48h"),
        ("REMINDER_SECOND_TIMING", "90m"),
        ("REMINDER_OUTREACH_START", "08:00"),
        ("REMINDER_OUTREACH_FINISH", "21:00"),
    ] {
        assert_eq!(world.value(variable).as_deref(), Ok(expected), "{variable}");
    }
    let newer = World {
        env_file: "ADMINISTRATOR_PHONE=+12025550170\nADMINISTRATOR_PHONE_NUMBER=+12025550171",
        ..World::default()
    };
    assert_eq!(newer.value("ADMINISTRATOR_PHONE_NUMBER").as_deref(), Ok("+12025550171"));
    let flag = World { flags: [("REMINDER_FIRST_TIMING", "4800".to_owned())].into(), ..World::default() };
    assert!(flag.value("REMINDER_FIRST_TIMING").is_err(), "nobody means that today");
}

#[test]
fn a_wrong_value_counts_only_where_nothing_stronger_is_there_and_is_told_with_its_line() {
    let placeholder = "# The EHR\nIE_ENDPOINT=https://your.ngrok.io";
    let world = World { env_file: placeholder, ..World::default() };
    let error = world.resolved().values().unwrap_err();
    assert_eq!(error.field.as_deref(), Some("IE_ENDPOINT"));
    assert!(error.message.starts_with(".env, line 2: IE_ENDPOINT must be the EHR's own address"), "{error}");
    let world = World {
        env_file: placeholder,
        flags: [("IE_ENDPOINT", "https://ehr.owl.org".to_owned())].into(),
        ..World::default()
    };
    assert_eq!(world.value("IE_ENDPOINT").as_deref(), Ok("https://ehr.owl.org"));
    let annotated = World { env_file: "# format: nonsense\nCUSTOMER_NAME=Owl", ..World::default() };
    assert!(annotated.value("CUSTOMER_NAME").unwrap_err().contains("nonsense"));
    let inside = World { config: "[deployment.pam]\ntime-zone = \"EST\"", ..World::default() };
    let error = inside.resolved().values().unwrap_err();
    assert!(error.message.starts_with("pam.toml [deployment.pam], line 2: time-zone must"), "{error}");
}

#[test]
fn twilio_cannot_reach_this_machine_but_the_sandbox_can() {
    let mut world =
        World { flags: [("IE_ENDPOINT", "http://localhost:9000/in".to_owned())].into(), ..World::default() };
    assert!(world.value("IE_ENDPOINT").unwrap_err().contains("Twilio can reach"));
    world.sandbox = true;
    assert!(world.value("IE_ENDPOINT").is_ok());
}

#[test]
fn the_sandbox_knows_more_defaults() {
    let missing = |sandbox| {
        let world = World { sandbox, ..World::default() };
        world.resolved().missing().map(|setting| setting.variable).collect::<Vec<_>>()
    };
    assert_eq!(missing(true), ["TWILIO_PHONE_NUMBER", PASSWORD]);
    assert_eq!(missing(false).len(), 6);
}

#[test]
fn a_secret_is_never_in_a_debug_text() {
    let world = World {
        password: Some("planted secret one".into()),
        env: vec![(PASSWORD, "planted secret two")],
        env_file: "APPLICATION_PASSWORD=planted secret three",
        ..World::default()
    };
    let resolved = world.resolved();
    let found = resolved.of(PASSWORD).unwrap();
    assert_eq!(found.candidates.len(), 3);
    assert!(found.candidates.iter().all(|candidate| candidate.secret));
    assert_eq!(world.value(PASSWORD).as_deref(), Ok("planted secret one"), "standard input goes first");
    assert!(!format!("{resolved:?}").contains("planted"));
    assert_eq!(resolved.values().unwrap().get(PASSWORD), None);
    let marked = World { env_file: "# format: secret\nCUSTOMER_NAME=Owl", ..World::default() };
    assert!(marked.resolved().of("CUSTOMER_NAME").unwrap().candidates[0].secret, "its format says so");
}

#[test]
fn every_problem_is_found() {
    let world = World {
        flags: [("TIME_ZONE", "EST".to_owned()), ("CUSTOMER_NAME", String::new())].into(),
        ..World::default()
    };
    assert_eq!(world.resolved().problems().len(), 2);
    let together = World {
        flags: SETTINGS
            .iter()
            .filter_map(|setting| match setting.variable {
                "REMINDER_OUTREACH_START" => Some((setting.variable, "21:00".to_owned())),
                _ => None,
            })
            .collect(),
        ..World::default()
    };
    assert_eq!(together.resolved().problems().len(), 1);
}
