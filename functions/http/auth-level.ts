// Who may call the REST API: in Azure, whoever has a function key. One place, since it will change for all routes at once.

export const apiAuthLevel = 'function';
