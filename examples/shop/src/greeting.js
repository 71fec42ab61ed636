export const greeting = 'The ferry has landed'
