
use builtin;
use str;

set edit:completion:arg-completer[pam] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'pam'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'pam'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand demo 'Play a whole appointment story in a local Twilio'
            cand deploy 'Install the app, or bring an install up to date'
            cand plan 'Show what a deploy would change'
            cand promote 'Deploy the Build and the Flow of one environment to another one'
            cand deployments 'List everything that pam deployed in the account'
            cand status 'Show what is deployed'
            cand undeploy 'Remove what deploy created'
            cand simulate 'Play an event of the EHR'
            cand listen 'Take patients'' requests as an EHR does, and show them'
            cand reminders 'List, cancel, send, sweep and repair reminders'
            cand config 'Show the settings, and with --explain where each comes from'
            cand doctor 'Find what stands in the way, and what mends it'
            cand flow 'Turn the live Flow back into a template, and look for faults in one'
            cand logs 'Show Executions, functions'' logs and Messages on one timeline'
            cand open 'Open the page, the Flow, the Service or the sandbox in the browser'
            cand app 'Take the app out of pam, to change it'
            cand login 'Check an account''s credentials and keep the secret in the system''s keyring'
            cand logout 'Forget a profile and its secret'
            cand whoami 'Show whose credentials are used, and check them'
            cand profiles 'List the profiles, or choose the active one'
            cand sandbox 'Run and control the local Twilio'
            cand completions 'Print a completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;demo'= {
            cand --speed 'Seconds between steps; with --exit there is no pause'
            cand --port 'Port on 127.0.0.1 [default: 8155; with --exit any that is free]'
            cand --record 'Write each REST request with its answer to a file, one JSON document a line'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --exit 'End after the story; 0 only if every step held'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;deploy'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --app 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries'
            cand --flow 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own'
            cand --config 'Settings of this folder''s deployments [default: pam.toml, if there is one]'
            cand --env-file 'Variables, annotated as configure-env has it [default: .env, if there is one]'
            cand --customer-name 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]'
            cand --phone-number 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]'
            cand --administrator-phone-number 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]'
            cand --time-zone 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]'
            cand --ehr-endpoint 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]'
            cand --first-reminder 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]'
            cand --second-reminder 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]'
            cand --outreach-start 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]'
            cand --outreach-finish 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]'
            cand --original 'Name of that install, its APPLICATION_NAME'
            cand --wait 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once'
            cand --plan 'Apply exactly the plan in this file, as pam plan --out wrote it, or nothing'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --password-stdin 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]'
            cand --adopt 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number'
            cand --remove-original 'Remove that install''s Serverless Service and Verify Service, which pam does not use'
            cand --cancel-original-reminders 'Cancel what that install has scheduled, instead of letting it go out'
            cand --overwrite-drift 'Write over what somebody else changed since the last deploy; a copy of it is kept'
            cand --take-number 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back'
            cand --rollback 'Go back to the Build and the Flow that served before the last deploy'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;plan'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --app 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries'
            cand --flow 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own'
            cand --config 'Settings of this folder''s deployments [default: pam.toml, if there is one]'
            cand --env-file 'Variables, annotated as configure-env has it [default: .env, if there is one]'
            cand --customer-name 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]'
            cand --phone-number 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]'
            cand --administrator-phone-number 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]'
            cand --time-zone 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]'
            cand --ehr-endpoint 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]'
            cand --first-reminder 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]'
            cand --second-reminder 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]'
            cand --outreach-start 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]'
            cand --outreach-finish 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]'
            cand --original 'Name of that install, its APPLICATION_NAME'
            cand --out 'Write the plan to this file, for pam deploy --plan; no secret is in it'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --password-stdin 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]'
            cand --adopt 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number'
            cand --remove-original 'Remove that install''s Serverless Service and Verify Service, which pam does not use'
            cand --cancel-original-reminders 'Cancel what that install has scheduled, instead of letting it go out'
            cand --exit-code 'Exit with 10 when changes are pending'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;promote'= {
            cand --name 'Name of the deployment'
            cand --from 'Environment whose Build and Flow are taken'
            cand --to 'Environment that gets them'
            cand --app 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries'
            cand --flow 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own'
            cand --config 'Settings of this folder''s deployments [default: pam.toml, if there is one]'
            cand --env-file 'Variables, annotated as configure-env has it [default: .env, if there is one]'
            cand --customer-name 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]'
            cand --phone-number 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]'
            cand --administrator-phone-number 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]'
            cand --time-zone 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]'
            cand --ehr-endpoint 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]'
            cand --first-reminder 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]'
            cand --second-reminder 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]'
            cand --outreach-start 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]'
            cand --outreach-finish 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]'
            cand --wait 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --password-stdin 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]'
            cand --overwrite-drift 'Write over what somebody else changed since the last deploy; a copy of it is kept'
            cand --take-number 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;deployments'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;status'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;undeploy'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --wait 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;simulate'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --file 'Read the event''s JSON from a file, or from standard input with "-"'
            cand --at 'When the appointment is: "tomorrow 14:00", "in 3 days 9:30", 2026-03-09T09:30 in the clinic''s time, or with an offset [default: when it is, else in 3 days at 10:00]'
            cand --zone 'Zone of the appointment''s time: America/New_York or -0500'
            cand --appointment-id 'The EHR''s id of the appointment'
            cand --location 'Where the appointment is'
            cand --patient-phone 'Patient''s mobile number'
            cand --patient-first-name 'Patient''s first name'
            cand --patient-last-name 'Patient''s last name'
            cand --patient-id 'Patient''s id'
            cand --provider-id 'Provider''s id'
            cand --provider-first-name 'Provider''s first name'
            cand --provider-last-name 'Provider''s last name'
            cand --provider-callback-phone 'Number that patients call back'
            cand --event-time 'When the EHR says that it happened, with offset [default: now]'
            cand --reply-within 'Wait for the patient''s answer too, and follow the Execution that it starts'
            cand --count 'Play so many events, each of another appointment, and of another patient unless --patient-phone says which'
            cand --rate 'So many a second'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --follow 'Show Steps, functions'' answers, texts and what became of them as they happen'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand scenario 'Play a scenario: events, replies and moves of the clock, and check what comes of each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;simulate;scenario'= {
            cand --show 'Print one that pam carries, to write another one after it'
            cand --app 'Play it with the app in this directory, as pam app export wrote it; not with --sandbox, which has an app deployed'
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --list 'List the scenarios that pam carries'
            cand --all 'Play all that pam carries'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;simulate;help'= {
            cand scenario 'Play a scenario: events, replies and moves of the clock, and check what comes of each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;simulate;help;scenario'= {
        }
        &'pam;simulate;help;help'= {
        }
        &'pam;listen'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --port 'Port on 127.0.0.1; 0 takes any that is free'
            cand --answer-with 'Answer with this HTTP status on purpose'
            cand --times '… so many times, and as usual afterwards'
            cand --exec 'Run this program for each request that is believed and new, with the body on its standard input; what follows -- are its arguments'
            cand --exec-within 'How long the program may take'
            cand --forward-to 'Hand each request that is believed and new on to this URL, as it came, and answer what is answered there'
            cand --count 'End after so many requests'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List reminders; those that will still go out, unless --state says otherwise'
            cand cancel 'Cancel the reminders that the filter names'
            cand send 'Send the reminders that the filter names now, instead of at their time'
            cand sweep 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken'
            cand repair 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;reminders;list'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --appointment 'Of this appointment'
            cand --patient 'Of this patient: the EHR''s id, or part of the name'
            cand --provider 'With this provider: the EHR''s id, or part of the name'
            cand --phone 'To this number'
            cand --from 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30'
            cand --to 'That go out before this time'
            cand --message 'With this scheduled Message; may be given several times'
            cand --state 'In this state; several with commas [default: pending]'
            cand --sort 'In this order'
            cand --columns 'These columns, with commas'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --reverse 'Last first'
            cand --stream 'Print each as it is read, in no order; with --json one document a line'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders;cancel'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --appointment 'Of this appointment'
            cand --patient 'Of this patient: the EHR''s id, or part of the name'
            cand --provider 'With this provider: the EHR''s id, or part of the name'
            cand --phone 'To this number'
            cand --from 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30'
            cand --to 'That go out before this time'
            cand --message 'With this scheduled Message; may be given several times'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders;send'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --appointment 'Of this appointment'
            cand --patient 'Of this patient: the EHR''s id, or part of the name'
            cand --provider 'With this provider: the EHR''s id, or part of the name'
            cand --phone 'To this number'
            cand --from 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30'
            cand --to 'That go out before this time'
            cand --message 'With this scheduled Message; may be given several times'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders;sweep'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders;repair'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --dry-run 'Only say what disagrees; nothing is written'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;reminders;help'= {
            cand list 'List reminders; those that will still go out, unless --state says otherwise'
            cand cancel 'Cancel the reminders that the filter names'
            cand send 'Send the reminders that the filter names now, instead of at their time'
            cand sweep 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken'
            cand repair 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;reminders;help;list'= {
        }
        &'pam;reminders;help;cancel'= {
        }
        &'pam;reminders;help;send'= {
        }
        &'pam;reminders;help;sweep'= {
        }
        &'pam;reminders;help;repair'= {
        }
        &'pam;reminders;help;help'= {
        }
        &'pam;config'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --app 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries'
            cand --flow 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own'
            cand --config 'Settings of this folder''s deployments [default: pam.toml, if there is one]'
            cand --env-file 'Variables, annotated as configure-env has it [default: .env, if there is one]'
            cand --customer-name 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]'
            cand --phone-number 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]'
            cand --administrator-phone-number 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]'
            cand --time-zone 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]'
            cand --ehr-endpoint 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]'
            cand --first-reminder 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]'
            cand --second-reminder 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]'
            cand --outreach-start 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]'
            cand --outreach-finish 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --password-stdin 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]'
            cand --explain 'Show where each value comes from, and what it goes before'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;doctor'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --app 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries'
            cand --flow 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own'
            cand --config 'Settings of this folder''s deployments [default: pam.toml, if there is one]'
            cand --env-file 'Variables, annotated as configure-env has it [default: .env, if there is one]'
            cand --customer-name 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]'
            cand --phone-number 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]'
            cand --administrator-phone-number 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]'
            cand --time-zone 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]'
            cand --ehr-endpoint 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]'
            cand --first-reminder 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]'
            cand --second-reminder 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]'
            cand --outreach-start 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]'
            cand --outreach-finish 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --password-stdin 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;flow'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand pull 'Write the live Flow as a template, with placeholders again; without a file, print it'
            cand validate 'Look for faults in a Flow''s template or definition'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;flow;pull'= {
            cand --app 'Look for placeholders in the template of the app in this directory, not in the one that pam carries'
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --force 'Write over a file that is there'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;flow;validate'= {
            cand --app 'The app whose functions the Flow may call, if it is not the one that pam carries'
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --online 'Ask Twilio too, with the account''s credentials; nothing is saved'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;flow;help'= {
            cand pull 'Write the live Flow as a template, with placeholders again; without a file, print it'
            cand validate 'Look for faults in a Flow''s template or definition'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;flow;help;pull'= {
        }
        &'pam;flow;help;validate'= {
        }
        &'pam;flow;help;help'= {
        }
        &'pam;logs'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --since 'Begin so long ago'
            cand --appointment 'Only about this appointment'
            cand --phone 'Only about this patient''s phone'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand -f 'Go on until Ctrl-C'
            cand --follow 'Go on until Ctrl-C'
            cand --problems 'Only what did not go well'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;open'= {
            cand --name 'Name of the deployment'
            cand --environment 'Environment of the deployment: production, or a domain suffix such as dev or stage'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --print 'Only print the address'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;app'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand export 'Write functions and Flow template into a directory, to be edited and deployed with --app'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;app;export'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;app;help'= {
            cand export 'Write functions and Flow template into a directory, to be edited and deployed with --app'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;app;help;export'= {
        }
        &'pam;app;help;help'= {
        }
        &'pam;login'= {
            cand --account-sid 'The account''s SID (AC…)'
            cand --api-key 'The API key''s SID (SK…); without it the secret is the account''s auth token'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --stdin 'Read the secret from standard input'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;logout'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;whoami'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;profiles'= {
            cand --use 'Make this profile the active one'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox'= {
            cand --port 'Port on 127.0.0.1; 0 takes any that is free'
            cand --record 'Write each REST request with its answer to a file, one JSON document a line'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --ephemeral 'Keep its state in memory only'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand serve 'Run it until Ctrl-C'
            cand advance 'Move its clock forward; what is due happens in order'
            cand reply 'Answer from a patient''s phone'
            cand messages 'Show the texts on a phone'
            cand inbox 'Show what the EHR''s endpoint received'
            cand requests 'Show the REST requests it received'
            cand faults 'Show, add and clear faults that REST requests meet'
            cand env 'Print variables with which Twilio''s libraries talk to the running sandbox'
            cand reset 'Forget everything but the account'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;sandbox;serve'= {
            cand --port 'Port on 127.0.0.1; 0 takes any that is free'
            cand --record 'Write each REST request with its answer to a file, one JSON document a line'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --ephemeral 'Keep its state in memory only'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;advance'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;reply'= {
            cand --to 'The number that it goes to [default: the one that texted last]'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;messages'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;inbox'= {
            cand --answer-with 'From now on the EHR answers with this HTTP status'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;requests'= {
            cand --after 'Only those after this number'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --writes 'Only those that write'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;faults'= {
            cand --answer 'Answer with this HTTP status, and do nothing'
            cand --hang-up 'End the connection without an answer, before or after doing what was asked for'
            cand --hold 'Keep the connection open without an answer until the faults are cleared, before or after doing what was asked for'
            cand --delay 'Answer this many milliseconds later'
            cand --retry-after 'With --answer: seconds in Retry-After'
            cand --method 'Only requests of this method'
            cand --host 'Only requests to this host, for example studio.twilio.com'
            cand --path 'Only requests whose path holds this text'
            cand --after 'How many fitting requests pass first'
            cand --times 'How often it happens [default: until it is cleared]'
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --clear 'Clear all faults'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;env'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;reset'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;sandbox;help'= {
            cand serve 'Run it until Ctrl-C'
            cand advance 'Move its clock forward; what is due happens in order'
            cand reply 'Answer from a patient''s phone'
            cand messages 'Show the texts on a phone'
            cand inbox 'Show what the EHR''s endpoint received'
            cand requests 'Show the REST requests it received'
            cand faults 'Show, add and clear faults that REST requests meet'
            cand env 'Print variables with which Twilio''s libraries talk to the running sandbox'
            cand reset 'Forget everything but the account'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;sandbox;help;serve'= {
        }
        &'pam;sandbox;help;advance'= {
        }
        &'pam;sandbox;help;reply'= {
        }
        &'pam;sandbox;help;messages'= {
        }
        &'pam;sandbox;help;inbox'= {
        }
        &'pam;sandbox;help;requests'= {
        }
        &'pam;sandbox;help;faults'= {
        }
        &'pam;sandbox;help;env'= {
        }
        &'pam;sandbox;help;reset'= {
        }
        &'pam;sandbox;help;help'= {
        }
        &'pam;completions'= {
            cand --profile 'Use this profile''s account instead of the environment''s or the active profile''s'
            cand --color 'When to use colours'
            cand --sandbox 'Use the local sandbox instead of a Twilio account'
            cand --json 'Print results as JSON on standard output'
            cand -q 'Print results, warnings and errors only'
            cand --quiet 'Print results, warnings and errors only'
            cand -v 'Tell of every request'
            cand --verbose 'Tell of every request'
            cand -y 'Answer every question for consent with yes'
            cand --yes 'Answer every question for consent with yes'
            cand --no-input 'Never ask; a missing value is an error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'pam;help'= {
            cand demo 'Play a whole appointment story in a local Twilio'
            cand deploy 'Install the app, or bring an install up to date'
            cand plan 'Show what a deploy would change'
            cand promote 'Deploy the Build and the Flow of one environment to another one'
            cand deployments 'List everything that pam deployed in the account'
            cand status 'Show what is deployed'
            cand undeploy 'Remove what deploy created'
            cand simulate 'Play an event of the EHR'
            cand listen 'Take patients'' requests as an EHR does, and show them'
            cand reminders 'List, cancel, send, sweep and repair reminders'
            cand config 'Show the settings, and with --explain where each comes from'
            cand doctor 'Find what stands in the way, and what mends it'
            cand flow 'Turn the live Flow back into a template, and look for faults in one'
            cand logs 'Show Executions, functions'' logs and Messages on one timeline'
            cand open 'Open the page, the Flow, the Service or the sandbox in the browser'
            cand app 'Take the app out of pam, to change it'
            cand login 'Check an account''s credentials and keep the secret in the system''s keyring'
            cand logout 'Forget a profile and its secret'
            cand whoami 'Show whose credentials are used, and check them'
            cand profiles 'List the profiles, or choose the active one'
            cand sandbox 'Run and control the local Twilio'
            cand completions 'Print a completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'pam;help;demo'= {
        }
        &'pam;help;deploy'= {
        }
        &'pam;help;plan'= {
        }
        &'pam;help;promote'= {
        }
        &'pam;help;deployments'= {
        }
        &'pam;help;status'= {
        }
        &'pam;help;undeploy'= {
        }
        &'pam;help;simulate'= {
            cand scenario 'Play a scenario: events, replies and moves of the clock, and check what comes of each'
        }
        &'pam;help;simulate;scenario'= {
        }
        &'pam;help;listen'= {
        }
        &'pam;help;reminders'= {
            cand list 'List reminders; those that will still go out, unless --state says otherwise'
            cand cancel 'Cancel the reminders that the filter names'
            cand send 'Send the reminders that the filter names now, instead of at their time'
            cand sweep 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken'
            cand repair 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages'
        }
        &'pam;help;reminders;list'= {
        }
        &'pam;help;reminders;cancel'= {
        }
        &'pam;help;reminders;send'= {
        }
        &'pam;help;reminders;sweep'= {
        }
        &'pam;help;reminders;repair'= {
        }
        &'pam;help;config'= {
        }
        &'pam;help;doctor'= {
        }
        &'pam;help;flow'= {
            cand pull 'Write the live Flow as a template, with placeholders again; without a file, print it'
            cand validate 'Look for faults in a Flow''s template or definition'
        }
        &'pam;help;flow;pull'= {
        }
        &'pam;help;flow;validate'= {
        }
        &'pam;help;logs'= {
        }
        &'pam;help;open'= {
        }
        &'pam;help;app'= {
            cand export 'Write functions and Flow template into a directory, to be edited and deployed with --app'
        }
        &'pam;help;app;export'= {
        }
        &'pam;help;login'= {
        }
        &'pam;help;logout'= {
        }
        &'pam;help;whoami'= {
        }
        &'pam;help;profiles'= {
        }
        &'pam;help;sandbox'= {
            cand serve 'Run it until Ctrl-C'
            cand advance 'Move its clock forward; what is due happens in order'
            cand reply 'Answer from a patient''s phone'
            cand messages 'Show the texts on a phone'
            cand inbox 'Show what the EHR''s endpoint received'
            cand requests 'Show the REST requests it received'
            cand faults 'Show, add and clear faults that REST requests meet'
            cand env 'Print variables with which Twilio''s libraries talk to the running sandbox'
            cand reset 'Forget everything but the account'
        }
        &'pam;help;sandbox;serve'= {
        }
        &'pam;help;sandbox;advance'= {
        }
        &'pam;help;sandbox;reply'= {
        }
        &'pam;help;sandbox;messages'= {
        }
        &'pam;help;sandbox;inbox'= {
        }
        &'pam;help;sandbox;requests'= {
        }
        &'pam;help;sandbox;faults'= {
        }
        &'pam;help;sandbox;env'= {
        }
        &'pam;help;sandbox;reset'= {
        }
        &'pam;help;completions'= {
        }
        &'pam;help;help'= {
        }
    ]
    $completions[$command]
}
