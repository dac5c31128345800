# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_pam_global_optspecs
    string join \n sandbox profile= json q/quiet v/verbose y/yes no-input color= h/help V/version
end

function __fish_pam_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_pam_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_pam_using_subcommand
    set -l cmd (__fish_pam_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c pam -n "__fish_pam_needs_command" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_needs_command" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_needs_command" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_needs_command" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_needs_command" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_needs_command" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_needs_command" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_needs_command" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_needs_command" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_needs_command" -f -a "demo" -d 'Play a whole appointment story in a local Twilio'
complete -c pam -n "__fish_pam_needs_command" -f -a "deploy" -d 'Install the app, or bring an install up to date'
complete -c pam -n "__fish_pam_needs_command" -f -a "plan" -d 'Show what a deploy would change'
complete -c pam -n "__fish_pam_needs_command" -f -a "promote" -d 'Deploy the Build and the Flow of one environment to another one'
complete -c pam -n "__fish_pam_needs_command" -f -a "deployments" -d 'List everything that pam deployed in the account'
complete -c pam -n "__fish_pam_needs_command" -f -a "status" -d 'Show what is deployed'
complete -c pam -n "__fish_pam_needs_command" -f -a "undeploy" -d 'Remove what deploy created'
complete -c pam -n "__fish_pam_needs_command" -f -a "simulate" -d 'Play an event of the EHR'
complete -c pam -n "__fish_pam_needs_command" -f -a "listen" -d 'Take patients\' requests as an EHR does, and show them'
complete -c pam -n "__fish_pam_needs_command" -f -a "reminders" -d 'List, cancel, send, sweep and repair reminders'
complete -c pam -n "__fish_pam_needs_command" -f -a "config" -d 'Show the settings, and with --explain where each comes from'
complete -c pam -n "__fish_pam_needs_command" -f -a "doctor" -d 'Find what stands in the way, and what mends it'
complete -c pam -n "__fish_pam_needs_command" -f -a "flow" -d 'Turn the live Flow back into a template, and look for faults in one'
complete -c pam -n "__fish_pam_needs_command" -f -a "logs" -d 'Show Executions, functions\' logs and Messages on one timeline'
complete -c pam -n "__fish_pam_needs_command" -f -a "open" -d 'Open the page, the Flow, the Service or the sandbox in the browser'
complete -c pam -n "__fish_pam_needs_command" -f -a "app" -d 'Take the app out of pam, to change it'
complete -c pam -n "__fish_pam_needs_command" -f -a "login" -d 'Check an account\'s credentials and keep the secret in the system\'s keyring'
complete -c pam -n "__fish_pam_needs_command" -f -a "logout" -d 'Forget a profile and its secret'
complete -c pam -n "__fish_pam_needs_command" -f -a "whoami" -d 'Show whose credentials are used, and check them'
complete -c pam -n "__fish_pam_needs_command" -f -a "profiles" -d 'List the profiles, or choose the active one'
complete -c pam -n "__fish_pam_needs_command" -f -a "sandbox" -d 'Run and control the local Twilio'
complete -c pam -n "__fish_pam_needs_command" -f -a "completions" -d 'Print a completion script'
complete -c pam -n "__fish_pam_needs_command" -f -a "help" -d 'Print a command\'s help, or what the exit codes mean'
complete -c pam -n "__fish_pam_needs_command" -f -a "man" -d 'Print pam\'s man page, or write those of all commands'
complete -c pam -n "__fish_pam_using_subcommand demo" -l speed -d 'Seconds between steps; with --exit there is no pause' -r
complete -c pam -n "__fish_pam_using_subcommand demo" -l port -d 'Port on 127.0.0.1 [default: 8155; with --exit any that is free]' -r
complete -c pam -n "__fish_pam_using_subcommand demo" -l record -d 'Write each REST request with its answer to a file, one JSON document a line' -r -F
complete -c pam -n "__fish_pam_using_subcommand demo" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand demo" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand demo" -l exit -d 'End after the story; 0 only if every step held'
complete -c pam -n "__fish_pam_using_subcommand demo" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand demo" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand demo" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand demo" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand demo" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand demo" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand demo" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand demo" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l app -d 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l flow -d 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app\'s own' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l config -d 'Settings of this folder\'s deployments [default: pam.toml, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l env-file -d 'Variables, annotated as configure-env has it [default: .env, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests (off: they wait in the records) [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l first-reminder -d 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l second-reminder -d 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l original -d 'Name of that install, its APPLICATION_NAME' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l wait -d 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l plan -d 'Apply exactly the plan in this file, as pam plan --out wrote it, or nothing' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand deploy" -l password-stdin -d 'Read the administrator\'s password from standard input [variable: APPLICATION_PASSWORD]'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l adopt -d 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l remove-original -d 'Remove that install\'s Serverless Service and Verify Service, which pam does not use'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l cancel-original-reminders -d 'Cancel what that install has scheduled, instead of letting it go out'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l overwrite-drift -d 'Write over what somebody else changed since the last deploy; a copy of it is kept'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l take-number -d 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l rollback -d 'Go back to the Build and the Flow that served before the last deploy'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand deploy" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand deploy" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand deploy" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand deploy" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand deploy" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand plan" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l app -d 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l flow -d 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app\'s own' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l config -d 'Settings of this folder\'s deployments [default: pam.toml, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l env-file -d 'Variables, annotated as configure-env has it [default: .env, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests (off: they wait in the records) [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l first-reminder -d 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l second-reminder -d 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l original -d 'Name of that install, its APPLICATION_NAME' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l out -d 'Write the plan to this file, for pam deploy --plan; no secret is in it' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand plan" -l password-stdin -d 'Read the administrator\'s password from standard input [variable: APPLICATION_PASSWORD]'
complete -c pam -n "__fish_pam_using_subcommand plan" -l adopt -d 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number'
complete -c pam -n "__fish_pam_using_subcommand plan" -l remove-original -d 'Remove that install\'s Serverless Service and Verify Service, which pam does not use'
complete -c pam -n "__fish_pam_using_subcommand plan" -l cancel-original-reminders -d 'Cancel what that install has scheduled, instead of letting it go out'
complete -c pam -n "__fish_pam_using_subcommand plan" -l exit-code -d 'Exit with 10 when changes are pending'
complete -c pam -n "__fish_pam_using_subcommand plan" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand plan" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand plan" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand plan" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand plan" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand plan" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand plan" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand plan" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand promote" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l from -d 'Environment whose Build and Flow are taken' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l to -d 'Environment that gets them' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l app -d 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand promote" -l flow -d 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app\'s own' -r -F
complete -c pam -n "__fish_pam_using_subcommand promote" -l config -d 'Settings of this folder\'s deployments [default: pam.toml, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand promote" -l env-file -d 'Variables, annotated as configure-env has it [default: .env, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand promote" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests (off: they wait in the records) [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l first-reminder -d 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l second-reminder -d 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l wait -d 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand promote" -l password-stdin -d 'Read the administrator\'s password from standard input [variable: APPLICATION_PASSWORD]'
complete -c pam -n "__fish_pam_using_subcommand promote" -l overwrite-drift -d 'Write over what somebody else changed since the last deploy; a copy of it is kept'
complete -c pam -n "__fish_pam_using_subcommand promote" -l take-number -d 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back'
complete -c pam -n "__fish_pam_using_subcommand promote" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand promote" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand promote" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand promote" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand promote" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand promote" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand promote" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand promote" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand deployments" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand deployments" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand deployments" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand deployments" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand deployments" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand deployments" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand deployments" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand deployments" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand deployments" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand deployments" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand status" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand status" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand status" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand status" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand status" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand status" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand status" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand status" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand status" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand status" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand status" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l wait -d 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once' -r
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand undeploy" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l file -d 'Read the event\'s JSON from a file, or from standard input with "-"' -r -F
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l at -d 'When the appointment is: "tomorrow 14:00", "in 3 days 9:30", 2026-03-09T09:30 in the clinic\'s time, or with an offset [default: when it is, else in 3 days at 10:00]' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l zone -d 'Zone of the appointment\'s time: America/New_York or -0500' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l appointment-id -d 'The EHR\'s id of the appointment' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l location -d 'Where the appointment is' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l patient-phone -d 'Patient\'s mobile number' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l patient-first-name -d 'Patient\'s first name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l patient-last-name -d 'Patient\'s last name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l patient-id -d 'Patient\'s id' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l provider-id -d 'Provider\'s id' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l provider-first-name -d 'Provider\'s first name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l provider-last-name -d 'Provider\'s last name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l provider-callback-phone -d 'Number that patients call back' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l event-time -d 'When the EHR says that it happened, with offset [default: now]' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l reply-within -d 'Wait for the patient\'s answer too, and follow the Execution that it starts' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l count -d 'Play so many events, each of another appointment, and of another patient unless --patient-phone says which' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l rate -d 'So many a second' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l follow -d 'Show Steps, functions\' answers, texts and what became of them as they happen'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand simulate; and not __fish_seen_subcommand_from scenario" -a "scenario" -d 'Play a scenario: events, replies and moves of the clock, and check what comes of each'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l show -d 'Print one that pam carries, to write another one after it' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l app -d 'Play it with the app in this directory, as pam app export wrote it; not with --sandbox, which has an app deployed' -r -F
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l list -d 'List the scenarios that pam carries'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l all -d 'Play all that pam carries'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand simulate; and __fish_seen_subcommand_from scenario" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand listen" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l port -d 'Port on 127.0.0.1; 0 takes any that is free' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l answer-with -d 'Answer with this HTTP status on purpose' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l times -d '… so many times, and as usual afterwards' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l exec -d 'Run this program for each request that is believed and new, with the body on its standard input; what follows -- are its arguments' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l exec-within -d 'How long the program may take' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l forward-to -d 'Hand each request that is believed and new on to this URL, as it came, and answer what is answered there' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l count -d 'End after so many requests' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand listen" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand listen" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand listen" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand listen" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand listen" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand listen" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand listen" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand listen" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand listen" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -f -a "list" -d 'List reminders; those that will still go out, unless --state says otherwise'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -f -a "cancel" -d 'Cancel the reminders that the filter names'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -f -a "send" -d 'Send the reminders that the filter names now, instead of at their time'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -f -a "sweep" -d 'Schedule what has come within Twilio\'s 35 days, and send the EHR again what it has not taken'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel send sweep repair" -f -a "repair" -d 'Find and mend what disagrees between the appointments\' records and Twilio\'s Messages'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l appointment -d 'Of this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l patient -d 'Of this patient: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l provider -d 'With this provider: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l phone -d 'To this number' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l from -d 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l to -d 'That go out before this time' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l message -d 'With this scheduled Message; may be given several times' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l state -d 'In this state; several with commas [default: pending]' -r -f -a "pending\t'Those that will still go out'
all\t'Every state'
creating\t'Its Message is about to be created'
scheduled\t'Its Message is scheduled'
parked\t'Too far ahead for Twilio yet, or the patient has opted out'
skipped\t'Will not be sent'
obsolete\t'Its Message is about to be canceled'
canceled\t'Was canceled'
sent\t'Went out'
failed\t'Was refused, or could not be delivered'"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l sort -d 'In this order' -r -f -a "send-at\t'When it goes out, at the clinic'
appointment\t'The EHR\'s id of the appointment'
starts-at\t'When the appointment is, at the clinic'
patient\t'The patient\'s name'
provider\t'Whom the patient sees'
phone\t'The number that it goes to'
before\t'How long before the appointment'
state\t'Where it stands'
reason\t'Why it stands there'
message\t'Its scheduled Message'"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l columns -d 'These columns, with commas' -r -f -a "send-at\t'When it goes out, at the clinic'
appointment\t'The EHR\'s id of the appointment'
starts-at\t'When the appointment is, at the clinic'
patient\t'The patient\'s name'
provider\t'Whom the patient sees'
phone\t'The number that it goes to'
before\t'How long before the appointment'
state\t'Where it stands'
reason\t'Why it stands there'
message\t'Its scheduled Message'"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l reverse -d 'Last first'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l stream -d 'Print each as it is read, in no order; with --json one document a line'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l appointment -d 'Of this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l patient -d 'Of this patient: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l provider -d 'With this provider: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l phone -d 'To this number' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l from -d 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l to -d 'That go out before this time' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l message -d 'With this scheduled Message; may be given several times' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l appointment -d 'Of this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l patient -d 'Of this patient: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l provider -d 'With this provider: the EHR\'s id, or part of the name' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l phone -d 'To this number' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l from -d 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l to -d 'That go out before this time' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l message -d 'With this scheduled Message; may be given several times' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from send" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from sweep" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l dry-run -d 'Only say what disagrees; nothing is written'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from repair" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand config" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l app -d 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand config" -l flow -d 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app\'s own' -r -F
complete -c pam -n "__fish_pam_using_subcommand config" -l config -d 'Settings of this folder\'s deployments [default: pam.toml, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand config" -l env-file -d 'Variables, annotated as configure-env has it [default: .env, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand config" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests (off: they wait in the records) [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l first-reminder -d 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l second-reminder -d 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand config" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand config" -l password-stdin -d 'Read the administrator\'s password from standard input [variable: APPLICATION_PASSWORD]'
complete -c pam -n "__fish_pam_using_subcommand config" -l explain -d 'Show where each value comes from, and what it goes before'
complete -c pam -n "__fish_pam_using_subcommand config" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand config" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand config" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand config" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand config" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand config" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand config" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand config" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand doctor" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l app -d 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand doctor" -l flow -d 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app\'s own' -r -F
complete -c pam -n "__fish_pam_using_subcommand doctor" -l config -d 'Settings of this folder\'s deployments [default: pam.toml, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand doctor" -l env-file -d 'Variables, annotated as configure-env has it [default: .env, if there is one]' -r -F
complete -c pam -n "__fish_pam_using_subcommand doctor" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests (off: they wait in the records) [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l first-reminder -d 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l second-reminder -d 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand doctor" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand doctor" -l password-stdin -d 'Read the administrator\'s password from standard input [variable: APPLICATION_PASSWORD]'
complete -c pam -n "__fish_pam_using_subcommand doctor" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand doctor" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand doctor" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand doctor" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand doctor" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand doctor" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -f -a "pull" -d 'Write the live Flow as a template, with placeholders again; without a file, print it'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate" -f -a "validate" -d 'Look for faults in a Flow\'s template or definition'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l app -d 'Look for placeholders in the template of the app in this directory, not in the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l force -d 'Write over a file that is there'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from pull" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l app -d 'The app whose functions the Flow may call, if it is not the one that pam carries' -r -F
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l online -d 'Ask Twilio too, with the account\'s credentials; nothing is saved'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from validate" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand logs" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l since -d 'Begin so long ago' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l appointment -d 'Only about this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l phone -d 'Only about this patient\'s phone' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand logs" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand logs" -s f -l follow -d 'Go on until Ctrl-C'
complete -c pam -n "__fish_pam_using_subcommand logs" -l problems -d 'Only what did not go well'
complete -c pam -n "__fish_pam_using_subcommand logs" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand logs" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand logs" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand logs" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand logs" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand logs" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand logs" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand logs" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand open" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand open" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand open" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand open" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand open" -l print -d 'Only print the address'
complete -c pam -n "__fish_pam_using_subcommand open" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand open" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand open" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand open" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand open" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand open" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand open" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pam -n "__fish_pam_using_subcommand open" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export" -f -a "export" -d 'Write functions and Flow template into a directory, to be edited and deployed with --app'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand login" -l account-sid -d 'The account\'s SID (AC…)' -r
complete -c pam -n "__fish_pam_using_subcommand login" -l api-key -d 'The API key\'s SID (SK…); without it the secret is the account\'s auth token' -r
complete -c pam -n "__fish_pam_using_subcommand login" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand login" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand login" -l stdin -d 'Read the secret from standard input'
complete -c pam -n "__fish_pam_using_subcommand login" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand login" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand login" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand login" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand login" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand login" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand login" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand login" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand logout" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand logout" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand logout" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand logout" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand logout" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand logout" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand logout" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand logout" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand logout" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand logout" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand whoami" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand whoami" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand whoami" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand whoami" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand whoami" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand whoami" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand whoami" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand whoami" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand profiles" -l use -d 'Make this profile the active one' -r
complete -c pam -n "__fish_pam_using_subcommand profiles" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand profiles" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand profiles" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand profiles" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand profiles" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand profiles" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand profiles" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand profiles" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand profiles" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand profiles" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l port -d 'Port on 127.0.0.1; 0 takes any that is free' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l record -d 'Write each REST request with its answer to a file, one JSON document a line' -r -F
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l ephemeral -d 'Keep its state in memory only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "serve" -d 'Run it until Ctrl-C'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "advance" -d 'Move its clock forward; what is due happens in order'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "reply" -d 'Answer from a patient\'s phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "messages" -d 'Show the texts on a phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "inbox" -d 'Show what the EHR\'s endpoint received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "requests" -d 'Show the REST requests it received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "faults" -d 'Show, add and clear faults that REST requests meet'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "env" -d 'Print variables with which Twilio\'s libraries talk to the running sandbox'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset" -f -a "reset" -d 'Forget everything but the account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l port -d 'Port on 127.0.0.1; 0 takes any that is free' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l record -d 'Write each REST request with its answer to a file, one JSON document a line' -r -F
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l ephemeral -d 'Keep its state in memory only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from serve" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from advance" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l to -d 'The number that it goes to [default: the one that texted last]' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reply" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from messages" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l answer-with -d 'From now on the EHR answers with this HTTP status' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from inbox" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l after -d 'Only those after this number' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l writes -d 'Only those that write'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from requests" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l answer -d 'Answer with this HTTP status, and do nothing' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l hang-up -d 'End the connection without an answer, before or after doing what was asked for' -r -f -a "before\t'Before anything is done'
after\t'After it is done'"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l hold -d 'Keep the connection open without an answer until the faults are cleared, before or after doing what was asked for' -r -f -a "before\t'Before anything is done'
after\t'After it is done'"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l delay -d 'Answer this many milliseconds later' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l limit -d 'Answer 429 to what is above this many requests in a second' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l retry-after -d 'With --answer or --limit: seconds in Retry-After' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l method -d 'Only requests of this method' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l host -d 'Only requests to this host, for example studio.twilio.com' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l path -d 'Only requests whose path holds this text' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l after -d 'How many fitting requests pass first' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l times -d 'How often it happens [default: until it is cleared]' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l clear -d 'Clear all faults'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from env" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from reset" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand completions" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand completions" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand completions" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand completions" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand completions" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand completions" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand completions" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand completions" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand completions" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand help" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand help" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand help" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand help" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand help" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand help" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand help" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand help" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand man" -l out -d 'Write the pages of all commands into this directory, for example ~/.local/share/man/man1' -r -F
complete -c pam -n "__fish_pam_using_subcommand man" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand man" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand man" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand man" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand man" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand man" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand man" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand man" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand man" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand man" -s V -l version -d 'Print version'
