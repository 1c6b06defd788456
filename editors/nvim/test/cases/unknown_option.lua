-- setup() says of each option that is wrong what was expected, keeps the good ones, and the editor goes on.
return {
  init = function()
    require('candor').setup({
      file_types = { 'markdown' },
      cmd = 'candor',
      window = 'popup',
      restart = 3,
      filetypes = { 'text' },
      settings = { candor = { kind = { 'hobby' }, specialities = 'neurology', ignore = { 'length' } }, other = {} },
    })
  end,
  run = function(t)
    local told = {}
    for _, message in ipairs(t.messages) do
      t.eq(message.level, vim.log.levels.ERROR, 'the level of the message')
      table.insert(told, message.text)
    end
    told = table.concat(told, '\n')
    t.contains(told, 'there is no option file_types: expected one of capabilities, cmd, code_lens, enabled,')
    t.contains(told, "option cmd is \"candor\": expected a list of strings, for instance { 'candor', 'server' }")
    t.contains(told, "option window is \"popup\": expected one of 'float', 'split', 'vsplit', 'tab'")
    t.contains(told, 'option restart is 3: expected true or false')
    t.contains(told, 'option settings.candor.kind is { "hobby" }: expected a string, for instance \'interview-answer\'')
    t.contains(told, 'there is no option settings.candor.specialities: expected one of config, ignore, kind, select,')
    t.contains(told, 'there is no option settings.other: expected one of candor')

    local current = require('candor.options').current
    t.eq(current.cmd, { 'candor', 'server' }, 'what is wrong stays as it was')
    t.eq(current.filetypes, { 'text' }, 'what is right is taken')
    t.eq(current.settings, { candor = { ignore = { 'length' } } }, 'the settings that are right')
    t.attached(t.open(t.project('p', { ['a.txt'] = 'I draw pedigrees.\n' }) .. '/a.txt'))

    t.messages = {}
    require('candor').setup('defaults')
    t.ok(t.was_told('setup() was given a string: expected a table of options'), 'a wrong argument is named')
    t.messages = {}
    require('candor').setup()
    t.eq(t.messages, {}, 'setup() without options')
  end,
}
