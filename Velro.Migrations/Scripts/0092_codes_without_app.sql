-- Recovery codes stand for an app that was lost. Who had only a password could have some made, and they are void.
update public.accounts set recovery_codes = '{}' where authenticator_key is null and recovery_codes <> '{}';
