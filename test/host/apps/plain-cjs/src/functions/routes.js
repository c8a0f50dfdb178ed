const { app } = require('@azure/functions');

const route = (name, template, methods = ['GET']) =>
  app.http(name, { methods, route: template, handler: (request) => ({ jsonBody: { name, params: request.params } }) });

route('itemById', 'items/{id:int}');
route('itemByName', 'items/{name:alpha:minlength(2)}');
route('aItem', 'items/{anything}'); // sorts first by name, loses by precedence
route('itemSpecial', 'items/special');
route('optional', 'optional/{first}/{second?}');
route('withDefault', 'defaults/{size=10}');
route('rest', 'files/{*path}');
route('complex', 'complex/{file}.{ext?}');
route('guid', 'guid/{id:guid}');
route('date', 'date/{when:datetime}');
route('range', 'range/{n:range(1,12)}');
route('pattern', 'pattern/{code:regex(^\\d{{3}}-[a-z]+$)}');
route('flag', 'flag/{on:bool}/{amount:decimal}');
route('length', 'length/{s:length(2,4)}');
route('onlyPost', 'verbs', ['POST']);
route('onlyPut', 'verbs', ['PUT']);
route('emptyRoute', '');
route('duplicateB', 'twice');
route('duplicateA', 'twice');
route('MixedCase', 'Mixed/{Key}');
route('badConstraint', 'bad/{x:nosuch}');
