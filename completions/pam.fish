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
complete -c pam -n "__fish_pam_needs_command" -f -a "reminders" -d 'List and cancel scheduled reminders'
complete -c pam -n "__fish_pam_needs_command" -f -a "flow" -d 'Turn the live Flow back into a template, and look for faults in one'
complete -c pam -n "__fish_pam_needs_command" -f -a "app" -d 'Take the app out of pam, to change it'
complete -c pam -n "__fish_pam_needs_command" -f -a "login" -d 'Check an account\'s credentials and keep the secret in the system\'s keyring'
complete -c pam -n "__fish_pam_needs_command" -f -a "logout" -d 'Forget a profile and its secret'
complete -c pam -n "__fish_pam_needs_command" -f -a "whoami" -d 'Show whose credentials are used, and check them'
complete -c pam -n "__fish_pam_needs_command" -f -a "profiles" -d 'List the profiles, or choose the active one'
complete -c pam -n "__fish_pam_needs_command" -f -a "sandbox" -d 'Run and control the local Twilio'
complete -c pam -n "__fish_pam_needs_command" -f -a "completions" -d 'Print a completion script'
complete -c pam -n "__fish_pam_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand deploy" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l first-reminder -d 'First reminder, how long before the appointment [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l second-reminder -d 'Second reminder, how long before the appointment [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l original -d 'Name of that install, its APPLICATION_NAME' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l wait -d 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l plan -d 'Apply exactly the plan in this file, as pam plan --out wrote it, or nothing' -r -F
complete -c pam -n "__fish_pam_using_subcommand deploy" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand deploy" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand deploy" -l adopt -d 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l remove-original -d 'Remove that install\'s Serverless Service and Verify Service, which pam does not use'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l cancel-original-reminders -d 'Cancel what that install has scheduled, instead of letting it go out'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l overwrite-drift -d 'Write over what somebody else changed since the last deploy; a copy of it is kept'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l take-number -d 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l rollback -d 'Go back to the Build and the Flow that served before the last deploy'
complete -c pam -n "__fish_pam_using_subcommand deploy" -l password-stdin -d 'Read the administrator\'s password from standard input'
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
complete -c pam -n "__fish_pam_using_subcommand plan" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l first-reminder -d 'First reminder, how long before the appointment [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l second-reminder -d 'Second reminder, how long before the appointment [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l original -d 'Name of that install, its APPLICATION_NAME' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l out -d 'Write the plan to this file, for pam deploy --plan; no secret is in it' -r -F
complete -c pam -n "__fish_pam_using_subcommand plan" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand plan" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
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
complete -c pam -n "__fish_pam_using_subcommand promote" -l customer-name -d 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l phone-number -d 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l administrator-phone-number -d 'Administrator\'s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l time-zone -d 'The clinic\'s time zone, for example America/New_York [variable: TIME_ZONE]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l ehr-endpoint -d 'URL at which the EHR takes patients\' requests [variable: IE_ENDPOINT]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l first-reminder -d 'First reminder, how long before the appointment [variable: REMINDER_FIRST_TIMING] [default: 48h]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l second-reminder -d 'Second reminder, how long before the appointment [variable: REMINDER_SECOND_TIMING] [default: 24h]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l outreach-start -d 'Reminders go out from, clinic\'s time [variable: REMINDER_OUTREACH_START] [default: 08:00]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l outreach-finish -d 'Reminders go out until, clinic\'s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l wait -d 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand promote" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
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
complete -c pam -n "__fish_pam_using_subcommand simulate" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l file -d 'Read the event\'s JSON from a file, or from standard input with "-"' -r -F
complete -c pam -n "__fish_pam_using_subcommand simulate" -l at -d 'When the appointment is: 2026-03-09T09:30 in the clinic\'s time, or with an offset [default: when it is, else in 3 days at 10:00]' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l zone -d 'Zone of the appointment\'s time: America/New_York or -0500' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l appointment-id -d 'The EHR\'s id of the appointment' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l location -d 'Where the appointment is' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l patient-phone -d 'Patient\'s mobile number' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l patient-first-name -d 'Patient\'s first name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l patient-last-name -d 'Patient\'s last name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l patient-id -d 'Patient\'s id' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l provider-first-name -d 'Provider\'s first name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l provider-last-name -d 'Provider\'s last name' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l provider-callback-phone -d 'Number that patients call back' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand simulate" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand simulate" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand simulate" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand simulate" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand simulate" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand simulate" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand simulate" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand simulate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c pam -n "__fish_pam_using_subcommand simulate" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -f -a "list" -d 'List the reminders that will still go out'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -f -a "cancel" -d 'Cancel the reminders of an appointment, or one of them'
complete -c pam -n "__fish_pam_using_subcommand reminders; and not __fish_seen_subcommand_from list cancel help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l appointment -d 'Only of this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l phone -d 'Only to this number' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l name -d 'Name of the deployment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l environment -d 'Environment of the deployment: production, or a domain suffix such as dev or stage' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l appointment -d 'All reminders of this appointment' -r
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from cancel" -l message -d 'The reminder with this scheduled Message' -r
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
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the reminders that will still go out'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Cancel the reminders of an appointment, or one of them'
complete -c pam -n "__fish_pam_using_subcommand reminders; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -f -a "pull" -d 'Write the live Flow as a template, with placeholders again; without a file, print it'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -f -a "validate" -d 'Look for faults in a Flow\'s template or definition'
complete -c pam -n "__fish_pam_using_subcommand flow; and not __fish_seen_subcommand_from pull validate help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from help" -f -a "pull" -d 'Write the live Flow as a template, with placeholders again; without a file, print it'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from help" -f -a "validate" -d 'Look for faults in a Flow\'s template or definition'
complete -c pam -n "__fish_pam_using_subcommand flow; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -f -a "export" -d 'Write functions and Flow template into a directory, to be edited and deployed with --app'
complete -c pam -n "__fish_pam_using_subcommand app; and not __fish_seen_subcommand_from export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write functions and Flow template into a directory, to be edited and deployed with --app'
complete -c pam -n "__fish_pam_using_subcommand app; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l port -d 'Port on 127.0.0.1; 0 takes any that is free' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l record -d 'Write each REST request with its answer to a file, one JSON document a line' -r -F
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l profile -d 'Use this profile\'s account instead of the environment\'s or the active profile\'s' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l color -d 'When to use colours' -r -f -a "auto\t''
always\t''
never\t''"
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l ephemeral -d 'Keep its state in memory only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l sandbox -d 'Use the local sandbox instead of a Twilio account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l json -d 'Print results as JSON on standard output'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -s q -l quiet -d 'Print results, warnings and errors only'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -s v -l verbose -d 'Tell of every request'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -s y -l yes -d 'Answer every question for consent with yes'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -l no-input -d 'Never ask; a missing value is an error'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -s h -l help -d 'Print help'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -s V -l version -d 'Print version'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "serve" -d 'Run it until Ctrl-C'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "advance" -d 'Move its clock forward; what is due happens in order'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "reply" -d 'Answer from a patient\'s phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "messages" -d 'Show the texts on a phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "inbox" -d 'Show what the EHR\'s endpoint received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "requests" -d 'Show the REST requests it received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "faults" -d 'Show, add and clear faults that REST requests meet'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "env" -d 'Print variables with which Twilio\'s libraries talk to the running sandbox'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "reset" -d 'Forget everything but the account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and not __fish_seen_subcommand_from serve advance reply messages inbox requests faults env reset help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l delay -d 'Answer this many milliseconds later' -r
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from faults" -l retry-after -d 'With --answer: seconds in Retry-After' -r
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
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "serve" -d 'Run it until Ctrl-C'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "advance" -d 'Move its clock forward; what is due happens in order'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "reply" -d 'Answer from a patient\'s phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "messages" -d 'Show the texts on a phone'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "inbox" -d 'Show what the EHR\'s endpoint received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "requests" -d 'Show the REST requests it received'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "faults" -d 'Show, add and clear faults that REST requests meet'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "env" -d 'Print variables with which Twilio\'s libraries talk to the running sandbox'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "reset" -d 'Forget everything but the account'
complete -c pam -n "__fish_pam_using_subcommand sandbox; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "demo" -d 'Play a whole appointment story in a local Twilio'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "deploy" -d 'Install the app, or bring an install up to date'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "plan" -d 'Show what a deploy would change'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "promote" -d 'Deploy the Build and the Flow of one environment to another one'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "deployments" -d 'List everything that pam deployed in the account'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "status" -d 'Show what is deployed'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "undeploy" -d 'Remove what deploy created'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "simulate" -d 'Play an event of the EHR'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "reminders" -d 'List and cancel scheduled reminders'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "flow" -d 'Turn the live Flow back into a template, and look for faults in one'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "app" -d 'Take the app out of pam, to change it'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "login" -d 'Check an account\'s credentials and keep the secret in the system\'s keyring'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "logout" -d 'Forget a profile and its secret'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "whoami" -d 'Show whose credentials are used, and check them'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "profiles" -d 'List the profiles, or choose the active one'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "sandbox" -d 'Run and control the local Twilio'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "completions" -d 'Print a completion script'
complete -c pam -n "__fish_pam_using_subcommand help; and not __fish_seen_subcommand_from demo deploy plan promote deployments status undeploy simulate reminders flow app login logout whoami profiles sandbox completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from reminders" -f -a "list" -d 'List the reminders that will still go out'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from reminders" -f -a "cancel" -d 'Cancel the reminders of an appointment, or one of them'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from flow" -f -a "pull" -d 'Write the live Flow as a template, with placeholders again; without a file, print it'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from flow" -f -a "validate" -d 'Look for faults in a Flow\'s template or definition'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from app" -f -a "export" -d 'Write functions and Flow template into a directory, to be edited and deployed with --app'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "serve" -d 'Run it until Ctrl-C'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "advance" -d 'Move its clock forward; what is due happens in order'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "reply" -d 'Answer from a patient\'s phone'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "messages" -d 'Show the texts on a phone'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "inbox" -d 'Show what the EHR\'s endpoint received'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "requests" -d 'Show the REST requests it received'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "faults" -d 'Show, add and clear faults that REST requests meet'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "env" -d 'Print variables with which Twilio\'s libraries talk to the running sandbox'
complete -c pam -n "__fish_pam_using_subcommand help; and __fish_seen_subcommand_from sandbox" -f -a "reset" -d 'Forget everything but the account'
