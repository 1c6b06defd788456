-- The configuration that Neovim starts with in a test, and what tests share.
--
-- A test is a file in cases/ that returns a table:
--   run(t)      the test; an error fails it
--   init(t)     what the user's configuration does, before plugins are loaded; nothing by default
--   early(t)    what happens while Neovim starts: it opens the files that its command line names
--   needs       the oldest Neovim that it is for, for instance '0.11'

local repository = vim.env.REPOSITORY
local plugin = repository .. '/editors/nvim'

vim.opt.runtimepath:prepend(plugin)
vim.o.columns, vim.o.lines = 120, 40
vim.o.hidden = true

local t = { repository = repository, plugin = plugin, home = vim.env.HOME, candor = vim.env.CANDOR, messages = {} }
local uv = vim.uv or vim.loop

function vim.notify(message, level)
  table.insert(t.messages, { text = message, level = level })
end

function vim.notify_once(message, level)
  vim.notify(message, level)
end

--- Whether a message with `part` in it was shown.
function t.was_told(part)
  for _, message in ipairs(t.messages) do
    if message.text:find(part, 1, true) then
      return true
    end
  end
  return false
end

function t.eq(found, expected, what)
  if not vim.deep_equal(found, expected) then
    error(('%s\nexpected %s\nfound    %s'):format(what or 'not equal', vim.inspect(expected), vim.inspect(found)), 2)
  end
end

function t.ok(value, what)
  if not value then
    error(what, 2)
  end
end

function t.contains(text, part)
  if type(text) ~= 'string' or not text:find(part, 1, true) then
    error(('expected to find %q in\n%s'):format(part, type(text) == 'string' and text or vim.inspect(text)), 2)
  end
end

--- Waits until `condition` holds; its second value says what is wrong meanwhile.
function t.wait(condition, what, milliseconds)
  local wrong
  local function holds()
    local value
    value, wrong = condition()
    return value
  end
  if not vim.wait(milliseconds or 10000, holds, 10) then
    error('waited in vain until ' .. what .. (wrong and '\n' .. tostring(wrong) or ''), 2)
  end
end

function t.pause(milliseconds)
  vim.wait(milliseconds, function()
    return false
  end)
end

function t.write(path, text)
  vim.fn.mkdir(vim.fn.fnamemodify(path, ':h'), 'p')
  local file = assert(io.open(path, 'wb'))
  file:write(text)
  file:close()
  return path
end

function t.read(path)
  local file = assert(io.open(path, 'rb'))
  local text = file:read('*a')
  file:close()
  return text
end

--- Writes files, a table from names to texts, into a folder of this test and returns that folder.
function t.project(name, files)
  local folder = t.home .. '/' .. name
  vim.fn.mkdir(folder, 'p')
  for file, text in pairs(files) do
    t.write(folder .. '/' .. file, text)
  end
  return folder
end

--- Opens a file and returns its buffer.
function t.open(path)
  vim.cmd('edit ' .. vim.fn.fnameescape(path))
  return vim.api.nvim_get_current_buf()
end

function t.lines(bufnr)
  return vim.api.nvim_buf_get_lines(bufnr or 0, 0, -1, false)
end

--- The text of a buffer as it would be written.
function t.text(bufnr)
  local line_end = vim.bo[bufnr].fileformat == 'dos' and '\r\n' or '\n'
  return table.concat(t.lines(bufnr), line_end) .. (vim.bo[bufnr].endofline and line_end or '')
end

--- The clients of candor, all or those of a buffer.
function t.clients(bufnr)
  return require('candor.compat').clients(bufnr)
end

--- Waits until a server has answered for a buffer.
function t.attached(bufnr)
  t.wait(function()
    local client = t.clients(bufnr)[1]
    return client and client.initialized
  end, 'a server has the buffer')
  return t.clients(bufnr)[1]
end

local function sorted(findings)
  table.sort(findings, function(a, b)
    for i = 1, 6 do
      if a[i] ~= b[i] then
        return a[i] < b[i]
      end
    end
    return false
  end)
  return findings
end

--- The findings that Neovim shows: line, column, end (from 0, columns in bytes), severity, lint, message.
function t.findings(bufnr)
  local findings = {}
  for _, d in ipairs(vim.diagnostic.get(bufnr)) do
    t.eq(d.source, 'candor', 'the source of a finding')
    local lint = d.code or d.user_data.lsp.code or ''
    table.insert(findings, { d.lnum, d.col, d.end_lnum, d.end_col, d.severity, lint, d.message })
  end
  return sorted(findings)
end

--- The lints of the findings, in the order of the text, each with the words it means.
function t.marked(bufnr)
  local marked = {}
  for _, f in ipairs(t.findings(bufnr)) do
    -- After an edit findings may for a moment be past the end.
    local known, words = pcall(vim.api.nvim_buf_get_text, bufnr, f[1], f[2], f[3], f[4], {})
    table.insert(marked, f[6] .. ': ' .. (known and table.concat(words, '\n') or '?'))
  end
  return marked
end

--- Waits until the findings are these, as t.marked() writes them.
function t.wait_for(bufnr, expected, what)
  t.wait(function()
    local marked = t.marked(bufnr)
    return vim.deep_equal(marked, expected),
      'expected ' .. vim.inspect(expected) .. '\nfound    ' .. vim.inspect(marked)
  end, what or 'the findings are as expected')
end

--- Runs the command line and returns its exit status and what it wrote to standard output.
function t.command(arguments, folder, input)
  local output = {}
  local job = vim.fn.jobstart(vim.list_extend({ t.candor }, arguments), {
    cwd = folder,
    stdout_buffered = true,
    on_stdout = function(_, data)
      output = data
    end,
  })
  if input then
    vim.fn.chansend(job, input)
  end
  vim.fn.chanclose(job, 'stdin')
  local status = vim.fn.jobwait({ job }, 20000)[1]
  return status, table.concat(output, '\n')
end

local severities = { error = 1, warning = 2, note = 3 }

-- The findings of one file of a report, in the form of t.findings(). The report's columns count characters; they are turned into bytes here
-- without the help of Neovim's language client.
local function in_bytes(diagnostics, text)
  local lines = vim.split(text, '\r?\n')
  local function place(position)
    return position.line - 1, vim.fn.byteidxcomp(lines[position.line], position.column - 1)
  end
  local findings = {}
  for _, d in ipairs(diagnostics) do
    local line, column = place(d.span.start)
    local end_line, end_column = place(d.span['end'])
    table.insert(
      findings,
      { line, column, end_line, end_column, severities[d.severity], d.lint, d.message .. '\n' .. d.help }
    )
  end
  return sorted(findings)
end

local function check(arguments, folder, input)
  local _, output =
    t.command(vim.list_extend({ 'check', '--format', 'json', '--color', 'never' }, arguments), folder, input)
  local report = vim.fn.json_decode(output)
  t.eq(report.problems, {}, 'problems of candor check')
  return report.files
end

--- What `candor check` says of the files of a folder, by name.
function t.checked(names, folder)
  local by_name = {}
  for _, file in ipairs(check(vim.deepcopy(names), folder)) do
    by_name[file.path] = in_bytes(file.diagnostics, t.read(folder .. '/' .. file.path))
  end
  return by_name
end

--- What `candor check` says of the text that a buffer has now.
function t.checked_now(bufnr)
  local text = t.text(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  local file = check({ '--stdin-filename', name, '-' }, vim.fn.fnamemodify(name, ':h'), text)[1]
  return in_bytes(file.diagnostics, text)
end

--- Waits until Neovim shows exactly what `candor check` says of the same text.
function t.wait_for_same(bufnr, expected, what)
  t.wait(function()
    local found = t.findings(bufnr)
    return vim.deep_equal(found, expected),
      'candor check says ' .. vim.inspect(expected) .. '\nNeovim shows ' .. vim.inspect(found)
  end, (what or vim.api.nvim_buf_get_name(bufnr)) .. ' has the findings of candor check')
end

--- Types keys as a user does, mappings and all.
function t.type(keys)
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes(keys, true, false, true), 'tx', false)
end

--- Puts the cursor on the first place of `words`.
function t.cursor_on(words)
  for number, line in ipairs(t.lines()) do
    local column = line:find(words, 1, true)
    if column then
      vim.api.nvim_win_set_cursor(0, { number, column - 1 })
      return number - 1, column - 1
    end
  end
  error(('%q is not in the buffer'):format(words), 2)
end

--- Asks the server of a buffer and returns its answer.
function t.ask(bufnr, method, params)
  local answers, err = vim.lsp.buf_request_sync(bufnr, method, params, 5000)
  t.ok(answers, ('%s: %s'):format(method, tostring(err)))
  for _, answer in pairs(answers) do
    t.ok(not (answer.err or answer.error), method .. ': ' .. vim.inspect(answer.err or answer.error))
    return answer.result
  end
end

--- The code actions for the words under the cursor, by title. Made through Neovim's own function, which asks the user at the end: the answer here
--- is the one named `choice`, or none.
function t.code_action(choice)
  local titles = {}
  local select = vim.ui.select
  local done = false
  vim.ui.select = function(items, opts, on_choice)
    done = true
    local chosen
    for _, item in ipairs(items) do
      local title = opts.format_item and opts.format_item(item) or item.title
      table.insert(titles, title)
      if choice and title:find(choice, 1, true) == 1 then
        chosen = chosen or item
      end
    end
    on_choice(chosen)
  end
  vim.lsp.buf.code_action()
  t.wait(function()
    return done
  end, 'code actions are offered')
  vim.ui.select = select
  if choice then
    local offered = false
    for _, title in ipairs(titles) do
      offered = offered or title:find(choice, 1, true) == 1
    end
    t.ok(offered, ('no code action %q among %s'):format(choice, vim.inspect(titles)))
  end
  return titles
end

--- A command that starts the server and leaves its process id in a file, since no version of Neovim tells it.
function t.server_with_pid()
  return { 'sh', '-c', 'echo $$ >"$0"; exec "$1" server', t.home .. '/pid', t.candor }
end

function t.pid()
  return tonumber(t.read(t.home .. '/pid'))
end

function t.kill()
  uv.kill(t.pid(), 'sigkill')
end

--- The text of the page that is shown, or nil.
function t.page()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    local bufnr = vim.api.nvim_win_get_buf(window)
    if vim.b[bufnr].candor_page then
      return table.concat(t.lines(bufnr), '\n'), window
    end
  end
end

--- Runs commands like a user, and returns what they print.
function t.execute(command)
  return vim.fn.execute(command)
end

local loaded, test = pcall(dofile, vim.env.TEST_FILE)

-- Whether this Neovim is too old for the test.
local function old()
  return test.needs and vim.fn.has('nvim-' .. test.needs) == 0
end

local failure
local function try(what)
  if failure or not what then
    return
  end
  local ok, err = xpcall(function()
    what(t)
  end, function(err)
    return type(err) == 'string' and debug.traceback(err, 2) or vim.inspect(err)
  end)
  if not ok then
    failure = err
  end
end

if not loaded then
  failure, test = test, {}
end
if not old() then
  try(test.init)
end

local function run()
  if old() then
    io.stderr:write('for Neovim ' .. test.needs .. '\n')
    vim.cmd('3cquit')
  end
  try(test.run)
  if failure then
    io.stderr:write(failure .. '\n')
    for _, message in ipairs(t.messages) do
      io.stderr:write('message: ' .. message.text .. '\n')
    end
    if vim.v.errmsg ~= '' then
      io.stderr:write('v:errmsg: ' .. vim.v.errmsg .. '\n')
    end
    local log = require('candor.compat').log_path()
    if uv.fs_stat(log) then
      io.stderr:write('the end of the log:\n' .. t.read(log):sub(-2000) .. '\n')
    end
    vim.cmd('1cquit')
  end
  vim.cmd('qall!')
end

-- The command line's own commands come before this event, and the editor is only ready after it.
vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    vim.schedule(run)
  end,
})

function StartTest()
  if not old() then
    try(test.early)
  end
end
