
set edit:completion:arg-completer[pam] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) PAM_COMPLETE="elvish" pam -- $@words) | to-lines
}

