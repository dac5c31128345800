
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'pam' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'pam'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'pam' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole appointment story in a local Twilio')
            [CompletionResult]::new('deploy', 'deploy', [CompletionResultType]::ParameterValue, 'Install the app, or bring an install up to date')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what a deploy would change')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Deploy the Build and the Flow of one environment to another one')
            [CompletionResult]::new('deployments', 'deployments', [CompletionResultType]::ParameterValue, 'List everything that pam deployed in the account')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is deployed')
            [CompletionResult]::new('undeploy', 'undeploy', [CompletionResultType]::ParameterValue, 'Remove what deploy created')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Play an event of the EHR')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Take patients'' requests as an EHR does, and show them')
            [CompletionResult]::new('reminders', 'reminders', [CompletionResultType]::ParameterValue, 'List, cancel, send, sweep and repair reminders')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the settings, and with --explain where each comes from')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find what stands in the way, and what mends it')
            [CompletionResult]::new('flow', 'flow', [CompletionResultType]::ParameterValue, 'Turn the live Flow back into a template, and look for faults in one')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show Executions, functions'' logs and Messages on one timeline')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open the page, the Flow, the Service or the sandbox in the browser')
            [CompletionResult]::new('app', 'app', [CompletionResultType]::ParameterValue, 'Take the app out of pam, to change it')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check an account''s credentials and keep the secret in the system''s keyring')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a profile and its secret')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show whose credentials are used, and check them')
            [CompletionResult]::new('profiles', 'profiles', [CompletionResultType]::ParameterValue, 'List the profiles, or choose the active one')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run and control the local Twilio')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;demo' {
            [CompletionResult]::new('--speed', '--speed', [CompletionResultType]::ParameterName, 'Seconds between steps; with --exit there is no pause')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1 [default: 8155; with --exit any that is free]')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each REST request with its answer to a file, one JSON document a line')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--exit', '--exit', [CompletionResultType]::ParameterName, 'End after the story; 0 only if every step held')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;deploy' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings of this folder''s deployments [default: pam.toml, if there is one]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Variables, annotated as configure-env has it [default: .env, if there is one]')
            [CompletionResult]::new('--customer-name', '--customer-name', [CompletionResultType]::ParameterName, 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]')
            [CompletionResult]::new('--administrator-phone-number', '--administrator-phone-number', [CompletionResultType]::ParameterName, 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]')
            [CompletionResult]::new('--ehr-endpoint', '--ehr-endpoint', [CompletionResultType]::ParameterName, 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]')
            [CompletionResult]::new('--first-reminder', '--first-reminder', [CompletionResultType]::ParameterName, 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]')
            [CompletionResult]::new('--second-reminder', '--second-reminder', [CompletionResultType]::ParameterName, 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]')
            [CompletionResult]::new('--outreach-start', '--outreach-start', [CompletionResultType]::ParameterName, 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]')
            [CompletionResult]::new('--outreach-finish', '--outreach-finish', [CompletionResultType]::ParameterName, 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]')
            [CompletionResult]::new('--original', '--original', [CompletionResultType]::ParameterName, 'Name of that install, its APPLICATION_NAME')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Apply exactly the plan in this file, as pam plan --out wrote it, or nothing')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]')
            [CompletionResult]::new('--adopt', '--adopt', [CompletionResultType]::ParameterName, 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number')
            [CompletionResult]::new('--remove-original', '--remove-original', [CompletionResultType]::ParameterName, 'Remove that install''s Serverless Service and Verify Service, which pam does not use')
            [CompletionResult]::new('--cancel-original-reminders', '--cancel-original-reminders', [CompletionResultType]::ParameterName, 'Cancel what that install has scheduled, instead of letting it go out')
            [CompletionResult]::new('--overwrite-drift', '--overwrite-drift', [CompletionResultType]::ParameterName, 'Write over what somebody else changed since the last deploy; a copy of it is kept')
            [CompletionResult]::new('--take-number', '--take-number', [CompletionResultType]::ParameterName, 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back')
            [CompletionResult]::new('--rollback', '--rollback', [CompletionResultType]::ParameterName, 'Go back to the Build and the Flow that served before the last deploy')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;plan' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings of this folder''s deployments [default: pam.toml, if there is one]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Variables, annotated as configure-env has it [default: .env, if there is one]')
            [CompletionResult]::new('--customer-name', '--customer-name', [CompletionResultType]::ParameterName, 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]')
            [CompletionResult]::new('--administrator-phone-number', '--administrator-phone-number', [CompletionResultType]::ParameterName, 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]')
            [CompletionResult]::new('--ehr-endpoint', '--ehr-endpoint', [CompletionResultType]::ParameterName, 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]')
            [CompletionResult]::new('--first-reminder', '--first-reminder', [CompletionResultType]::ParameterName, 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]')
            [CompletionResult]::new('--second-reminder', '--second-reminder', [CompletionResultType]::ParameterName, 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]')
            [CompletionResult]::new('--outreach-start', '--outreach-start', [CompletionResultType]::ParameterName, 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]')
            [CompletionResult]::new('--outreach-finish', '--outreach-finish', [CompletionResultType]::ParameterName, 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]')
            [CompletionResult]::new('--original', '--original', [CompletionResultType]::ParameterName, 'Name of that install, its APPLICATION_NAME')
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write the plan to this file, for pam deploy --plan; no secret is in it')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]')
            [CompletionResult]::new('--adopt', '--adopt', [CompletionResultType]::ParameterName, 'Take over the app that was installed without pam: its settings, Flow, Messaging Service and number')
            [CompletionResult]::new('--remove-original', '--remove-original', [CompletionResultType]::ParameterName, 'Remove that install''s Serverless Service and Verify Service, which pam does not use')
            [CompletionResult]::new('--cancel-original-reminders', '--cancel-original-reminders', [CompletionResultType]::ParameterName, 'Cancel what that install has scheduled, instead of letting it go out')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 10 when changes are pending')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;promote' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Environment whose Build and Flow are taken')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Environment that gets them')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings of this folder''s deployments [default: pam.toml, if there is one]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Variables, annotated as configure-env has it [default: .env, if there is one]')
            [CompletionResult]::new('--customer-name', '--customer-name', [CompletionResultType]::ParameterName, 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]')
            [CompletionResult]::new('--administrator-phone-number', '--administrator-phone-number', [CompletionResultType]::ParameterName, 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]')
            [CompletionResult]::new('--ehr-endpoint', '--ehr-endpoint', [CompletionResultType]::ParameterName, 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]')
            [CompletionResult]::new('--first-reminder', '--first-reminder', [CompletionResultType]::ParameterName, 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]')
            [CompletionResult]::new('--second-reminder', '--second-reminder', [CompletionResultType]::ParameterName, 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]')
            [CompletionResult]::new('--outreach-start', '--outreach-start', [CompletionResultType]::ParameterName, 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]')
            [CompletionResult]::new('--outreach-finish', '--outreach-finish', [CompletionResultType]::ParameterName, 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]')
            [CompletionResult]::new('--overwrite-drift', '--overwrite-drift', [CompletionResultType]::ParameterName, 'Write over what somebody else changed since the last deploy; a copy of it is kept')
            [CompletionResult]::new('--take-number', '--take-number', [CompletionResultType]::ParameterName, 'Take the number although its texts go elsewhere or another Messaging Service has it; undeploy gives it back')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;deployments' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;status' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;undeploy' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Seconds to wait while somebody else changes the deployment; 0 to be refused at once')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;simulate' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Read the event''s JSON from a file, or from standard input with "-"')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When the appointment is: "tomorrow 14:00", "in 3 days 9:30", 2026-03-09T09:30 in the clinic''s time, or with an offset [default: when it is, else in 3 days at 10:00]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'Zone of the appointment''s time: America/New_York or -0500')
            [CompletionResult]::new('--appointment-id', '--appointment-id', [CompletionResultType]::ParameterName, 'The EHR''s id of the appointment')
            [CompletionResult]::new('--location', '--location', [CompletionResultType]::ParameterName, 'Where the appointment is')
            [CompletionResult]::new('--patient-phone', '--patient-phone', [CompletionResultType]::ParameterName, 'Patient''s mobile number')
            [CompletionResult]::new('--patient-first-name', '--patient-first-name', [CompletionResultType]::ParameterName, 'Patient''s first name')
            [CompletionResult]::new('--patient-last-name', '--patient-last-name', [CompletionResultType]::ParameterName, 'Patient''s last name')
            [CompletionResult]::new('--patient-id', '--patient-id', [CompletionResultType]::ParameterName, 'Patient''s id')
            [CompletionResult]::new('--provider-id', '--provider-id', [CompletionResultType]::ParameterName, 'Provider''s id')
            [CompletionResult]::new('--provider-first-name', '--provider-first-name', [CompletionResultType]::ParameterName, 'Provider''s first name')
            [CompletionResult]::new('--provider-last-name', '--provider-last-name', [CompletionResultType]::ParameterName, 'Provider''s last name')
            [CompletionResult]::new('--provider-callback-phone', '--provider-callback-phone', [CompletionResultType]::ParameterName, 'Number that patients call back')
            [CompletionResult]::new('--event-time', '--event-time', [CompletionResultType]::ParameterName, 'When the EHR says that it happened, with offset [default: now]')
            [CompletionResult]::new('--reply-within', '--reply-within', [CompletionResultType]::ParameterName, 'Wait for the patient''s answer too, and follow the Execution that it starts')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Play so many events, each of another appointment, and of another patient unless --patient-phone says which')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'So many a second')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Show Steps, functions'' answers, texts and what became of them as they happen')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('scenario', 'scenario', [CompletionResultType]::ParameterValue, 'Play a scenario: events, replies and moves of the clock, and check what comes of each')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;simulate;scenario' {
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Print one that pam carries, to write another one after it')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Play it with the app in this directory, as pam app export wrote it; not with --sandbox, which has an app deployed')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the scenarios that pam carries')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Play all that pam carries')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;simulate;help' {
            [CompletionResult]::new('scenario', 'scenario', [CompletionResultType]::ParameterValue, 'Play a scenario: events, replies and moves of the clock, and check what comes of each')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;simulate;help;scenario' {
            break
        }
        'pam;simulate;help;help' {
            break
        }
        'pam;listen' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1; 0 takes any that is free')
            [CompletionResult]::new('--answer-with', '--answer-with', [CompletionResultType]::ParameterName, 'Answer with this HTTP status on purpose')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, '… so many times, and as usual afterwards')
            [CompletionResult]::new('--exec', '--exec', [CompletionResultType]::ParameterName, 'Run this program for each request that is believed and new, with the body on its standard input; what follows -- are its arguments')
            [CompletionResult]::new('--exec-within', '--exec-within', [CompletionResultType]::ParameterName, 'How long the program may take')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'Hand each request that is believed and new on to this URL, as it came, and answer what is answered there')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'End after so many requests')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List reminders; those that will still go out, unless --state says otherwise')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel the reminders that the filter names')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send the reminders that the filter names now, instead of at their time')
            [CompletionResult]::new('sweep', 'sweep', [CompletionResultType]::ParameterValue, 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;reminders;list' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--appointment', '--appointment', [CompletionResultType]::ParameterName, 'Of this appointment')
            [CompletionResult]::new('--patient', '--patient', [CompletionResultType]::ParameterName, 'Of this patient: the EHR''s id, or part of the name')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'With this provider: the EHR''s id, or part of the name')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'To this number')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'That go out before this time')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'With this scheduled Message; may be given several times')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'In this state; several with commas [default: pending]')
            [CompletionResult]::new('--sort', '--sort', [CompletionResultType]::ParameterName, 'In this order')
            [CompletionResult]::new('--columns', '--columns', [CompletionResultType]::ParameterName, 'These columns, with commas')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Last first')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Print each as it is read, in no order; with --json one document a line')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders;cancel' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--appointment', '--appointment', [CompletionResultType]::ParameterName, 'Of this appointment')
            [CompletionResult]::new('--patient', '--patient', [CompletionResultType]::ParameterName, 'Of this patient: the EHR''s id, or part of the name')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'With this provider: the EHR''s id, or part of the name')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'To this number')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'That go out before this time')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'With this scheduled Message; may be given several times')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders;send' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--appointment', '--appointment', [CompletionResultType]::ParameterName, 'Of this appointment')
            [CompletionResult]::new('--patient', '--patient', [CompletionResultType]::ParameterName, 'Of this patient: the EHR''s id, or part of the name')
            [CompletionResult]::new('--provider', '--provider', [CompletionResultType]::ParameterName, 'With this provider: the EHR''s id, or part of the name')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'To this number')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'That go out at this time or later: "tomorrow", "in 2 days 14:00", 2026-03-09T09:30')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'That go out before this time')
            [CompletionResult]::new('--message', '--message', [CompletionResultType]::ParameterName, 'With this scheduled Message; may be given several times')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders;sweep' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders;repair' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what disagrees; nothing is written')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;reminders;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List reminders; those that will still go out, unless --state says otherwise')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel the reminders that the filter names')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send the reminders that the filter names now, instead of at their time')
            [CompletionResult]::new('sweep', 'sweep', [CompletionResultType]::ParameterValue, 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;reminders;help;list' {
            break
        }
        'pam;reminders;help;cancel' {
            break
        }
        'pam;reminders;help;send' {
            break
        }
        'pam;reminders;help;sweep' {
            break
        }
        'pam;reminders;help;repair' {
            break
        }
        'pam;reminders;help;help' {
            break
        }
        'pam;config' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings of this folder''s deployments [default: pam.toml, if there is one]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Variables, annotated as configure-env has it [default: .env, if there is one]')
            [CompletionResult]::new('--customer-name', '--customer-name', [CompletionResultType]::ParameterName, 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]')
            [CompletionResult]::new('--administrator-phone-number', '--administrator-phone-number', [CompletionResultType]::ParameterName, 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]')
            [CompletionResult]::new('--ehr-endpoint', '--ehr-endpoint', [CompletionResultType]::ParameterName, 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]')
            [CompletionResult]::new('--first-reminder', '--first-reminder', [CompletionResultType]::ParameterName, 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]')
            [CompletionResult]::new('--second-reminder', '--second-reminder', [CompletionResultType]::ParameterName, 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]')
            [CompletionResult]::new('--outreach-start', '--outreach-start', [CompletionResultType]::ParameterName, 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]')
            [CompletionResult]::new('--outreach-finish', '--outreach-finish', [CompletionResultType]::ParameterName, 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Show where each value comes from, and what it goes before')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;doctor' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Deploy the app in this directory, as pam app export wrote it, instead of the one that pam carries')
            [CompletionResult]::new('--flow', '--flow', [CompletionResultType]::ParameterName, 'Deploy this template of the Flow, as pam flow pull wrote it, instead of the app''s own')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings of this folder''s deployments [default: pam.toml, if there is one]')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Variables, annotated as configure-env has it [default: .env, if there is one]')
            [CompletionResult]::new('--customer-name', '--customer-name', [CompletionResultType]::ParameterName, 'Name of the clinic, as patients know it [variable: CUSTOMER_NAME]')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Twilio number that patients get texts from [variable: TWILIO_PHONE_NUMBER]')
            [CompletionResult]::new('--administrator-phone-number', '--administrator-phone-number', [CompletionResultType]::ParameterName, 'Administrator''s mobile number [variable: ADMINISTRATOR_PHONE_NUMBER]')
            [CompletionResult]::new('--time-zone', '--time-zone', [CompletionResultType]::ParameterName, 'The clinic''s time zone, for example America/New_York [variable: TIME_ZONE]')
            [CompletionResult]::new('--ehr-endpoint', '--ehr-endpoint', [CompletionResultType]::ParameterName, 'URL at which the EHR takes patients'' requests (off: they wait in the records) [variable: IE_ENDPOINT]')
            [CompletionResult]::new('--first-reminder', '--first-reminder', [CompletionResultType]::ParameterName, 'First reminder, how long before the appointment, or off [variable: REMINDER_FIRST_TIMING] [default: 48h]')
            [CompletionResult]::new('--second-reminder', '--second-reminder', [CompletionResultType]::ParameterName, 'Second reminder, how long before the appointment, or off [variable: REMINDER_SECOND_TIMING] [default: 24h]')
            [CompletionResult]::new('--outreach-start', '--outreach-start', [CompletionResultType]::ParameterName, 'Reminders go out from, clinic''s time [variable: REMINDER_OUTREACH_START] [default: 08:00]')
            [CompletionResult]::new('--outreach-finish', '--outreach-finish', [CompletionResultType]::ParameterName, 'Reminders go out until, clinic''s time [variable: REMINDER_OUTREACH_FINISH] [default: 20:00]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read the administrator''s password from standard input [variable: APPLICATION_PASSWORD]')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;flow' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the live Flow as a template, with placeholders again; without a file, print it')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Look for faults in a Flow''s template or definition')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;flow;pull' {
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Look for placeholders in the template of the app in this directory, not in the one that pam carries')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over a file that is there')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;flow;validate' {
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'The app whose functions the Flow may call, if it is not the one that pam carries')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--online', '--online', [CompletionResultType]::ParameterName, 'Ask Twilio too, with the account''s credentials; nothing is saved')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;flow;help' {
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the live Flow as a template, with placeholders again; without a file, print it')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Look for faults in a Flow''s template or definition')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;flow;help;pull' {
            break
        }
        'pam;flow;help;validate' {
            break
        }
        'pam;flow;help;help' {
            break
        }
        'pam;logs' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Begin so long ago')
            [CompletionResult]::new('--appointment', '--appointment', [CompletionResultType]::ParameterName, 'Only about this appointment')
            [CompletionResult]::new('--phone', '--phone', [CompletionResultType]::ParameterName, 'Only about this patient''s phone')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on until Ctrl-C')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on until Ctrl-C')
            [CompletionResult]::new('--problems', '--problems', [CompletionResultType]::ParameterName, 'Only what did not go well')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;open' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name of the deployment')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Environment of the deployment: production, or a domain suffix such as dev or stage')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Only print the address')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;app' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write functions and Flow template into a directory, to be edited and deployed with --app')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;app;export' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;app;help' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write functions and Flow template into a directory, to be edited and deployed with --app')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;app;help;export' {
            break
        }
        'pam;app;help;help' {
            break
        }
        'pam;login' {
            [CompletionResult]::new('--account-sid', '--account-sid', [CompletionResultType]::ParameterName, 'The account''s SID (AC…)')
            [CompletionResult]::new('--api-key', '--api-key', [CompletionResultType]::ParameterName, 'The API key''s SID (SK…); without it the secret is the account''s auth token')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--stdin', '--stdin', [CompletionResultType]::ParameterName, 'Read the secret from standard input')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;logout' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;whoami' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;profiles' {
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'Make this profile the active one')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1; 0 takes any that is free')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each REST request with its answer to a file, one JSON document a line')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--ephemeral', '--ephemeral', [CompletionResultType]::ParameterName, 'Keep its state in memory only')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run it until Ctrl-C')
            [CompletionResult]::new('advance', 'advance', [CompletionResultType]::ParameterValue, 'Move its clock forward; what is due happens in order')
            [CompletionResult]::new('reply', 'reply', [CompletionResultType]::ParameterValue, 'Answer from a patient''s phone')
            [CompletionResult]::new('messages', 'messages', [CompletionResultType]::ParameterValue, 'Show the texts on a phone')
            [CompletionResult]::new('inbox', 'inbox', [CompletionResultType]::ParameterValue, 'Show what the EHR''s endpoint received')
            [CompletionResult]::new('requests', 'requests', [CompletionResultType]::ParameterValue, 'Show the REST requests it received')
            [CompletionResult]::new('faults', 'faults', [CompletionResultType]::ParameterValue, 'Show, add and clear faults that REST requests meet')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print variables with which Twilio''s libraries talk to the running sandbox')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget everything but the account')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;sandbox;serve' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on 127.0.0.1; 0 takes any that is free')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Write each REST request with its answer to a file, one JSON document a line')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--ephemeral', '--ephemeral', [CompletionResultType]::ParameterName, 'Keep its state in memory only')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;advance' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;reply' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The number that it goes to [default: the one that texted last]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;messages' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;inbox' {
            [CompletionResult]::new('--answer-with', '--answer-with', [CompletionResultType]::ParameterName, 'From now on the EHR answers with this HTTP status')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;requests' {
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only those after this number')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--writes', '--writes', [CompletionResultType]::ParameterName, 'Only those that write')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;faults' {
            [CompletionResult]::new('--answer', '--answer', [CompletionResultType]::ParameterName, 'Answer with this HTTP status, and do nothing')
            [CompletionResult]::new('--hang-up', '--hang-up', [CompletionResultType]::ParameterName, 'End the connection without an answer, before or after doing what was asked for')
            [CompletionResult]::new('--hold', '--hold', [CompletionResultType]::ParameterName, 'Keep the connection open without an answer until the faults are cleared, before or after doing what was asked for')
            [CompletionResult]::new('--delay', '--delay', [CompletionResultType]::ParameterName, 'Answer this many milliseconds later')
            [CompletionResult]::new('--retry-after', '--retry-after', [CompletionResultType]::ParameterName, 'With --answer: seconds in Retry-After')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'Only requests of this method')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Only requests to this host, for example studio.twilio.com')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Only requests whose path holds this text')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'How many fitting requests pass first')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'How often it happens [default: until it is cleared]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--clear', '--clear', [CompletionResultType]::ParameterName, 'Clear all faults')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;env' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;reset' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;sandbox;help' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run it until Ctrl-C')
            [CompletionResult]::new('advance', 'advance', [CompletionResultType]::ParameterValue, 'Move its clock forward; what is due happens in order')
            [CompletionResult]::new('reply', 'reply', [CompletionResultType]::ParameterValue, 'Answer from a patient''s phone')
            [CompletionResult]::new('messages', 'messages', [CompletionResultType]::ParameterValue, 'Show the texts on a phone')
            [CompletionResult]::new('inbox', 'inbox', [CompletionResultType]::ParameterValue, 'Show what the EHR''s endpoint received')
            [CompletionResult]::new('requests', 'requests', [CompletionResultType]::ParameterValue, 'Show the REST requests it received')
            [CompletionResult]::new('faults', 'faults', [CompletionResultType]::ParameterValue, 'Show, add and clear faults that REST requests meet')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print variables with which Twilio''s libraries talk to the running sandbox')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget everything but the account')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;sandbox;help;serve' {
            break
        }
        'pam;sandbox;help;advance' {
            break
        }
        'pam;sandbox;help;reply' {
            break
        }
        'pam;sandbox;help;messages' {
            break
        }
        'pam;sandbox;help;inbox' {
            break
        }
        'pam;sandbox;help;requests' {
            break
        }
        'pam;sandbox;help;faults' {
            break
        }
        'pam;sandbox;help;env' {
            break
        }
        'pam;sandbox;help;reset' {
            break
        }
        'pam;sandbox;help;help' {
            break
        }
        'pam;completions' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Use this profile''s account instead of the environment''s or the active profile''s')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours')
            [CompletionResult]::new('--sandbox', '--sandbox', [CompletionResultType]::ParameterName, 'Use the local sandbox instead of a Twilio account')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print results as JSON on standard output')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results, warnings and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Tell of every request')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question for consent with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask; a missing value is an error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'pam;help' {
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole appointment story in a local Twilio')
            [CompletionResult]::new('deploy', 'deploy', [CompletionResultType]::ParameterValue, 'Install the app, or bring an install up to date')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what a deploy would change')
            [CompletionResult]::new('promote', 'promote', [CompletionResultType]::ParameterValue, 'Deploy the Build and the Flow of one environment to another one')
            [CompletionResult]::new('deployments', 'deployments', [CompletionResultType]::ParameterValue, 'List everything that pam deployed in the account')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what is deployed')
            [CompletionResult]::new('undeploy', 'undeploy', [CompletionResultType]::ParameterValue, 'Remove what deploy created')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Play an event of the EHR')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Take patients'' requests as an EHR does, and show them')
            [CompletionResult]::new('reminders', 'reminders', [CompletionResultType]::ParameterValue, 'List, cancel, send, sweep and repair reminders')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Show the settings, and with --explain where each comes from')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find what stands in the way, and what mends it')
            [CompletionResult]::new('flow', 'flow', [CompletionResultType]::ParameterValue, 'Turn the live Flow back into a template, and look for faults in one')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show Executions, functions'' logs and Messages on one timeline')
            [CompletionResult]::new('open', 'open', [CompletionResultType]::ParameterValue, 'Open the page, the Flow, the Service or the sandbox in the browser')
            [CompletionResult]::new('app', 'app', [CompletionResultType]::ParameterValue, 'Take the app out of pam, to change it')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Check an account''s credentials and keep the secret in the system''s keyring')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a profile and its secret')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show whose credentials are used, and check them')
            [CompletionResult]::new('profiles', 'profiles', [CompletionResultType]::ParameterValue, 'List the profiles, or choose the active one')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run and control the local Twilio')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'pam;help;demo' {
            break
        }
        'pam;help;deploy' {
            break
        }
        'pam;help;plan' {
            break
        }
        'pam;help;promote' {
            break
        }
        'pam;help;deployments' {
            break
        }
        'pam;help;status' {
            break
        }
        'pam;help;undeploy' {
            break
        }
        'pam;help;simulate' {
            [CompletionResult]::new('scenario', 'scenario', [CompletionResultType]::ParameterValue, 'Play a scenario: events, replies and moves of the clock, and check what comes of each')
            break
        }
        'pam;help;simulate;scenario' {
            break
        }
        'pam;help;listen' {
            break
        }
        'pam;help;reminders' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List reminders; those that will still go out, unless --state says otherwise')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel the reminders that the filter names')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send the reminders that the filter names now, instead of at their time')
            [CompletionResult]::new('sweep', 'sweep', [CompletionResultType]::ParameterValue, 'Schedule what has come within Twilio''s 35 days, and send the EHR again what it has not taken')
            [CompletionResult]::new('repair', 'repair', [CompletionResultType]::ParameterValue, 'Find and mend what disagrees between the appointments'' records and Twilio''s Messages')
            break
        }
        'pam;help;reminders;list' {
            break
        }
        'pam;help;reminders;cancel' {
            break
        }
        'pam;help;reminders;send' {
            break
        }
        'pam;help;reminders;sweep' {
            break
        }
        'pam;help;reminders;repair' {
            break
        }
        'pam;help;config' {
            break
        }
        'pam;help;doctor' {
            break
        }
        'pam;help;flow' {
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Write the live Flow as a template, with placeholders again; without a file, print it')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Look for faults in a Flow''s template or definition')
            break
        }
        'pam;help;flow;pull' {
            break
        }
        'pam;help;flow;validate' {
            break
        }
        'pam;help;logs' {
            break
        }
        'pam;help;open' {
            break
        }
        'pam;help;app' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write functions and Flow template into a directory, to be edited and deployed with --app')
            break
        }
        'pam;help;app;export' {
            break
        }
        'pam;help;login' {
            break
        }
        'pam;help;logout' {
            break
        }
        'pam;help;whoami' {
            break
        }
        'pam;help;profiles' {
            break
        }
        'pam;help;sandbox' {
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run it until Ctrl-C')
            [CompletionResult]::new('advance', 'advance', [CompletionResultType]::ParameterValue, 'Move its clock forward; what is due happens in order')
            [CompletionResult]::new('reply', 'reply', [CompletionResultType]::ParameterValue, 'Answer from a patient''s phone')
            [CompletionResult]::new('messages', 'messages', [CompletionResultType]::ParameterValue, 'Show the texts on a phone')
            [CompletionResult]::new('inbox', 'inbox', [CompletionResultType]::ParameterValue, 'Show what the EHR''s endpoint received')
            [CompletionResult]::new('requests', 'requests', [CompletionResultType]::ParameterValue, 'Show the REST requests it received')
            [CompletionResult]::new('faults', 'faults', [CompletionResultType]::ParameterValue, 'Show, add and clear faults that REST requests meet')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print variables with which Twilio''s libraries talk to the running sandbox')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Forget everything but the account')
            break
        }
        'pam;help;sandbox;serve' {
            break
        }
        'pam;help;sandbox;advance' {
            break
        }
        'pam;help;sandbox;reply' {
            break
        }
        'pam;help;sandbox;messages' {
            break
        }
        'pam;help;sandbox;inbox' {
            break
        }
        'pam;help;sandbox;requests' {
            break
        }
        'pam;help;sandbox;faults' {
            break
        }
        'pam;help;sandbox;env' {
            break
        }
        'pam;help;sandbox;reset' {
            break
        }
        'pam;help;completions' {
            break
        }
        'pam;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
