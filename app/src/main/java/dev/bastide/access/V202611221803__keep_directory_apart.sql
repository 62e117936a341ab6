-- What speaks for a directory is given to machines by the matrix, and to nobody by exception.
insert into access.separation (action, beside) values ('person.provision', 'person.provision');
