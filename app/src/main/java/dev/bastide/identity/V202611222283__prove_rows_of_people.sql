-- Who changes one of these rows past the program is captured; every night each is compared with its last record. When something
-- was last used decides nothing; the last step of a code only grows, by a trigger of its own.
select audit.prove_rows('identity.person', '{id}', '{}');
select audit.prove_rows('identity.login', '{name}', '{}');
select audit.prove_rows('identity.duty_assignment', '{id}', '{}');
select audit.prove_rows('identity.ssh_key', '{id}', '{last_used_at}');
select audit.prove_rows('identity.factor', '{id}', '{last_step,last_used_at}');
select audit.prove_rows('identity.password', '{login}', '{}');
select audit.prove_rows('identity.api_token', '{id}', '{last_used_at,first_used_at}');
select audit.prove_rows('identity.passkey', '{factor}', '{sign_count,backed_up}');
