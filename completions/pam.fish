complete --keep-order --exclusive --command pam --arguments "(PAM_COMPLETE=fish pam -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
